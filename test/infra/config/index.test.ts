import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { checkAll } from "../../../infra/config";
import { parse, stored, things } from "./parsing";
import { secretValues, validRaw } from "./valid";

const standby = {
  role: "standby",
  region: "us-west-2",
  primaryRegion: "us-east-1",
  peerStack: "organization/lifeboat/prod",
};

describe("a good config", () => {
  it("is read with its defaults", () => {
    const { config, problems } = parse();
    expect(problems).toEqual([]);
    expect(config?.settings).toMatchObject({
      role: "primary",
      posture: "active",
      region: "us-east-1",
      replicaRegion: "us-west-2",
      primaryRegion: undefined,
      peerStack: undefined,
      accountId: "012345678901",
      databasePorts: {},
      sslMode: "require",
      s3Endpoint: undefined,
      bucketSuffix: "",
      capacityHorizon: "now",
      primaryLost: false,
      scratchHosts: {},
      restoreBackups: {},
      prometheusOperator: true,
      blackboxExporter: "blackbox-exporter.monitoring.svc:19115",
      oncallMail: undefined,
      deadManUrl: undefined,
      monitoringNamespace: "monitoring",
      cloudflareApiUrl: undefined,
      network: { ingressNamespace: "ingress-nginx", endpointCidrs: [] },
      namespaceQuotas: {},
      certificates: undefined,
    });
    expect(config?.settings.databaseHosts["tasks-app"]).toBe("tasks-app.db.internal");
    expect(config?.secrets.ageIdentity).toBe(secretValues.identity);
    expect(config?.secrets.cloudflare).toEqual({ purge: secretValues.token, settings: secretValues.token });
    expect(config?.secrets.databases["kyb-platform"]?.restore).toBe(secretValues.password);
  });

  it("keeps secrets out of the settings", () => {
    const text = JSON.stringify(parse().config?.settings);
    expect(text).not.toContain(secretValues.password);
    expect(text).not.toContain(secretValues.identity);
    expect(text).not.toContain(secretValues.token);
  });

  it("needs no token of the zones' settings on the standby, and none at all without a CDN", () => {
    const tokens = JSON.stringify({ purge: secretValues.token });
    const { config } = parse({ ...standby, cloudflareTokens: tokens }, ["replicaRegion"]);
    expect(config?.secrets.cloudflare).toEqual({ purge: secretValues.token, settings: undefined });
    expect(parse({}, ["cloudflareTokens"]).config?.secrets.cloudflare).toBeUndefined();
  });

  it("declares no alert rules where the cluster has no operator for them", () => {
    expect(parse({ prometheusOperator: "false" }).config?.settings.prometheusOperator).toBe(false);
    expect(parse({ certificates: '{"issuer": "letsencrypt"}' }).config?.settings.certificates).toEqual({
      issuer: "letsencrypt",
      issuerKind: "ClusterIssuer",
      ingressClass: "nginx",
    });
  });

  it("waits on the standby unless configured otherwise, and needs no replica there", () => {
    expect(parse(standby, ["replicaRegion"]).config?.settings.posture).toBe("passive");
    expect(parse(standby, ["replicaRegion"]).config?.settings).toMatchObject({
      monitoringNamespace: "monitoring-dr",
      blackboxExporter: "blackbox-exporter.monitoring-dr.svc:19115",
    });
    expect(
      parse({ ...standby, posture: "active", primaryLost: "true" }, ["replicaRegion"]).config?.settings,
    ).toMatchObject({ posture: "active", primaryLost: true });
  });

  it("takes backups by id and time where the primary is lost, and only there", () => {
    const restoreBackups = {
      "tasks-app": "20260131T120000Z-0a1b2c",
      "kyb-platform": "2026-01-31T12:00:00+01:00",
    };
    const asked = { ...standby, posture: "active", restoreBackups: JSON.stringify(restoreBackups) };
    const lost = parse({ ...asked, primaryLost: "true" }, ["replicaRegion"]);
    expect(lost.config?.settings.restoreBackups).toEqual(restoreBackups);
    const [problem, ...others] = parse(asked, ["replicaRegion"]).problems;
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      thing: "config lifeboat:restoreBackups",
      value: "tasks-app, kyb-platform",
      remedy: "pulumi config rm lifeboat:restoreBackups",
    });
  });

  it("takes every optional key", () => {
    const { config, problems } = parse({
      peerStack: "organization/lifeboat/dr",
      databasePorts: '{"kyb-platform": "6432", "tasks-app": 5433}',
      databaseAdminUser: "owner",
      sslMode: "disable",
      s3Endpoint: "http://127.0.0.1:5000",
      bucketSuffix: "acme",
      capacityHorizon: "6",
      scratchHosts: '{"tasks-app": "scratch.internal"}',
      oncallMail:
        '{"smarthost": "smtp.internal:587", "from": "a@b.internal", "to": {"default": "c@b.internal", "Operations": "d@b.internal"}}',
      deadManUrl: "https://deadman.internal/x",
      monitoringNamespace: "observability",
      cloudflareApiUrl: "https://gateway.internal/client/v4",
    });
    expect(problems).toEqual([]);
    expect(config?.settings).toMatchObject({
      databasePorts: { "kyb-platform": 6432, "tasks-app": 5433 },
      capacityHorizon: "months6",
      bucketSuffix: "acme",
      oncallMail: { to: { Operations: "d@b.internal" } },
      monitoringNamespace: "observability",
    });
  });

  it("takes values that are structured already", () => {
    expect(
      parse({ ageRecipients: JSON.parse(validRaw()["ageRecipients"] ?? ""), primaryLost: false }).problems,
    ).toEqual([]);
  });
});

describe("a wrong value is refused", () => {
  const shortIdentity = secretValues.identity.slice(0, -1);
  it.each<[string, unknown]>([
    ["role", "boss"],
    ["posture", "asleep"],
    ["posture", "passive"],
    ["postures", "fenced"],
    ["postures", '{"tasks-app": "passive"}'],
    ["peerStack", "dr"],
    ["region", "mars"],
    ["replicaRegion", "us-east-1"],
    ["accountId", "12345678901"],
    ["oidcProvider", "https://oidc.eks.us-east-1.amazonaws.com/id/X"],
    ["jobImage", "lifeboat/jobs:latest"],
    ["jobImage", `lifeboat/jobs@sha256:${"0".repeat(63)}`],
    ["ageRecipients", "[]"],
    ["databasePorts", '{"kyb-platform": 0}'],
    ["sslMode", "prefer"],
    ["s3Endpoint", "ftp://host"],
    ["s3Endpoint", "host:5000"],
    ["cloudflareZones", '{"tasks-app.example": "tasks-app.example"}'],
    ["cloudflareTokens", '{"purge": "two words"}'],
    ["cloudflareApiUrl", "api.cloudflare.com"],
    ["bucketSuffix", "Acme"],
    ["capacityHorizon", "24"],
    ["primaryLost", "maybe"],
    ["lostOnPrimary", '{"tasks-app": true}'],
    ["restoreBackups", '{"tasks-app": "latest"}'],
    ["restoreBackups", '{"tasks-app": "2026-01-31T12:00:00"}'],
    ["primaryLost", "true"],
    ["prometheusOperator", "yes"],
    ["blackboxExporter", "http://blackbox:9115"],
    ["blackboxExporter", "blackbox.monitoring.svc:0"],
    ["blackboxExporter", "blackbox.monitoring.svc:65536"],
    [
      "oncallMail",
      '{"smarthost": "smtp.internal:99999", "from": "a@b.internal", "to": {"default": "a@b.internal"}}',
    ],
    ["primaryRegion", "us-west-2"],
    ["canary", '{"tasks-app": {"host": "canary.internal", "percent": 5, "hosts": "x"}}'],
    ["cloudflareTokens", JSON.stringify({ purge: secretValues.token, setings: secretValues.token })],
    ["databaseAdminUser", "a b"],
    ["ageIdentity", shortIdentity],
    ["oncall", '{"pagerdutyRoutingKey": "short"}'],
    ["oncall", '{"slackApiUrl": "http://hooks.slack.example"}'],
    ["oncall", '{"telegram": "x"}'],
    [
      "oncallMail",
      '{"smarthost": "smtp.internal", "from": "a@b.internal", "to": {"default": "a@b.internal"}}',
    ],
    [
      "oncallMail",
      '{"smarthost": "smtp.internal:25", "from": "a@b.internal", "to": {"Operations": "a@b.internal"}}',
    ],
    ["deadManUrl", "http://deadman.example.com"],
    ["monitoringNamespace", "default"],
    ["sizes", '{"kyb-platform": "huge"}'],
    ["features", '{"kyb-platform": {"merchant_portfolio": [true]}}'],
    ["maintenance", '{"tasks-app": true}'],
    ["secretStore", '{"kind": "Vault", "name": "vault"}'],
    ["secretStore", '{"kind": "SecretStore"}'],
    ["network", '{"ingressNamespace": "Edge"}'],
    ["network", '{"endpointCidrs": ["10.0.0.1"]}'],
    ["network", '{"ingress": "edge"}'],
    ["namespaceQuotas", '{"kyb-platform": {"cores": 0, "memoryGib": 1}}'],
    ["certificates", '{"issuer": "letsencrypt", "issuerKind": "Secret"}'],
    ["certificates", '{"issuer": "Let us encrypt"}'],
  ])("%s = %j", (key, value) => {
    const { config, problems } = parse({ [key]: value });
    expect(config).toBeUndefined();
    expect(problems.map((problem) => problem.thing.split(/[.:]/)[1])).toEqual([key]);
    for (const problem of problems) {
      expect(problem.limit.length).toBeGreaterThan(5);
      expect(problem.remedy.length).toBeGreaterThan(5);
      expect(problem.remedy).not.toContain("lifeboat:-");
    }
  });

  it("a quota that a service does not fit into, beside what else is wrong", () => {
    const namespaceQuotas =
      '{"kyb-platform": {"cores": 4, "memoryGib": 64}, "kyb-platfrom": {"cores": 1, "memoryGib": 1}}';
    const parsed = parse({ namespaceQuotas, sslMode: "prefer" });
    const refused = checkAll(parsed, services).map(({ thing }) => thing.replace("config lifeboat:", ""));
    expect(refused).toEqual(["sslMode", "namespaceQuotas.kyb-platfrom", "namespaceQuotas.kyb-platform"]);
  });

  it("a zone that no host of the catalog lies in, beside those that do", () => {
    const zones = (key: string, id: string) => ({
      [key]: JSON.stringify({ ...stored(key), "nope.example": id }),
    });
    const parsed = parse({ ...zones("hostedZones", "Z0"), ...zones("cloudflareZones", "0".repeat(32)) });
    expect(checkAll(parsed, services).map(({ thing, value, remedy }) => [thing, value, remedy])).toEqual([
      [
        "config lifeboat:hostedZones.nope.example",
        '"Z0"',
        `pulumi config rm --path 'lifeboat:hostedZones["nope.example"]'`,
      ],
      [
        "config lifeboat:cloudflareZones.nope.example",
        `"${"0".repeat(32)}"`,
        `pulumi config rm --path 'lifeboat:cloudflareZones["nope.example"]'`,
      ],
    ]);
    const apart = parse({ ...zones("hostedZones", "Z0"), services: '["tasks-app"]' });
    expect(checkAll(apart, services)).toHaveLength(1);
  });

  it("a token with a name that there is not, without a word of those that are set", () => {
    const cloudflareTokens = JSON.stringify({ ...stored("cloudflareTokens"), setings: secretValues.token });
    const refused = checkAll(parse({ cloudflareTokens }), services).map(({ thing }) => thing);
    expect(refused).toEqual(["config lifeboat:cloudflareTokens.setings"]);
  });

  it("a field that no login of a database has", () => {
    const login = { admin: "a", backup: "b", restore: "c", migrate: "d", monitor: "e", app: "f" };
    const all = { ...stored("databaseSecrets"), "tasks-app": { ...login, backupp: "g" } };
    const { problems } = parse({ databaseSecrets: JSON.stringify(all) });
    expect(problems.map(({ thing, remedy }) => [thing, remedy])).toEqual([
      [
        "config lifeboat:databaseSecrets.tasks-app.backupp",
        "pulumi config rm --path lifeboat:databaseSecrets.tasks-app.backupp",
      ],
    ]);
  });

  it("with the place inside a list or an object", () => {
    expect(things({ ageRecipients: '["age1short"]' })).toEqual(["ageRecipients.0"]);
    const hosts = JSON.stringify({
      ...stored("databaseHosts"),
      "tasks-app": "not a host",
    });
    expect(things({ databaseHosts: hosts })).toEqual(["databaseHosts.tasks-app"]);
  });

  it("and JSON that cannot be read is shown as it stands", () => {
    const [problem] = parse({ databaseHosts: '{"kyb-platform": ' }).problems;
    expect(problem?.value).toContain("kyb-platform");
  });
});
