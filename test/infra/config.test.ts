import { describe, expect, it } from "vitest";
import { z } from "zod";
import { services } from "../../infra/catalog";
import { checkAll } from "../../infra/config";
import { parseConfig } from "../../infra/config/parse";
import { keys } from "../../infra/config/schema";
import { formatProblems } from "../../infra/problem";
import { secretValues, validRaw } from "./config/valid";

const parse = (change: Record<string, unknown> = {}, without: readonly string[] = []) => {
  const raw = { ...validRaw(), ...change };
  return parseConfig(
    Object.fromEntries(Object.entries(raw).filter(([key]) => !without.includes(key))),
    services,
  );
};
const things = (change: Record<string, unknown> = {}, without: readonly string[] = []): readonly string[] =>
  parse(change, without).problems.map((problem) => problem.thing.replace("config lifeboat:", ""));

const stored = (key: string): Record<string, unknown> =>
  z.record(z.string(), z.unknown()).parse(JSON.parse(validRaw()[key] ?? ""));

/** A structured value as it is stored, without one of its services. */
const storedWithout = (key: string, service: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(stored(key)).filter(([id]) => id !== service));

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
      bucketSuffix: undefined,
      capacityHorizon: "now",
      primaryLost: false,
      scratchHosts: {},
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

  it("waits on the standby unless told otherwise, and needs no replica there", () => {
    expect(parse(standby, ["replicaRegion"]).config?.settings.posture).toBe("passive");
    expect(parse(standby, ["replicaRegion"]).config?.settings).toMatchObject({
      monitoringNamespace: "monitoring-dr",
      blackboxExporter: "blackbox-exporter.monitoring-dr.svc:19115",
    });
    expect(
      parse({ ...standby, posture: "active", primaryLost: "true" }, ["replicaRegion"]).config?.settings,
    ).toMatchObject({ posture: "active", primaryLost: true });
  });

  it("takes every optional key", () => {
    const { config, problems } = parse({
      peerStack: "organization/lifeboat/dr",
      databasePorts: '{"kyb-platform": "6432", "tasks-app": 5433}',
      databaseAdminUser: "owner",
      sslMode: "verify-full",
      s3Endpoint: "http://127.0.0.1:5000",
      bucketSuffix: "acme",
      capacityHorizon: "6",
      scratchHosts: '{"tasks-app": "scratch.internal"}',
      oncallMail:
        '{"smarthost": "smtp.example.com:587", "from": "a@b.example", "to": {"default": "c@b.example", "Operations": "d@b.example"}}',
      deadManUrl: "https://deadman.example.com/x",
      monitoringNamespace: "observability",
      cloudflareApiUrl: "https://gateway.internal/client/v4",
    });
    expect(problems).toEqual([]);
    expect(config?.settings).toMatchObject({
      databasePorts: { "kyb-platform": 6432, "tasks-app": 5433 },
      capacityHorizon: "months6",
      bucketSuffix: "acme",
      oncallMail: { to: { Operations: "d@b.example" } },
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
    ["primaryLost", "true"],
    ["prometheusOperator", "yes"],
    ["blackboxExporter", "http://blackbox:9115"],
    ["databaseAdminUser", "a b"],
    ["ageIdentity", shortIdentity],
    ["oncall", '{"pagerdutyRoutingKey": "short"}'],
    ["oncall", '{"slackApiUrl": "http://hooks.slack.example"}'],
    ["oncall", '{"telegram": "x"}'],
    [
      "oncallMail",
      '{"smarthost": "smtp.example.com", "from": "a@b.example", "to": {"default": "a@b.example"}}',
    ],
    [
      "oncallMail",
      '{"smarthost": "smtp.example.com:25", "from": "a@b.example", "to": {"Operations": "a@b.example"}}',
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
    ["certificates", '{"issuerKind": "ClusterIssuer"}'],
    ["certificates", '{"issuer": "letsencrypt", "issuerKind": "Secret"}'],
    ["certificates", '{"issuer": "Let us encrypt"}'],
  ])("%s = %j", (key, value) => {
    const { config, problems } = parse({ [key]: value });
    expect(config).toBeUndefined();
    expect(problems.map((problem) => problem.thing.split(/[.:]/)[1])).toEqual([key]);
    for (const problem of problems) {
      expect(problem.limit.length).toBeGreaterThan(5);
      expect(problem.remedy.length).toBeGreaterThan(5);
    }
  });

  it("a quota that a service does not fit into, beside what else is wrong", () => {
    const namespaceQuotas =
      '{"kyb-platform": {"cores": 4, "memoryGib": 64}, "kyb-platfrom": {"cores": 1, "memoryGib": 1}}';
    const parsed = parse({ namespaceQuotas, sslMode: "prefer" });
    const told = checkAll(parsed, services).map(({ thing }) => thing.replace("config lifeboat:", ""));
    expect(told).toEqual(["sslMode", "namespaceQuotas.kyb-platfrom", "namespaceQuotas.kyb-platform"]);
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

describe("a missing value", () => {
  it.each([
    "role",
    "region",
    "replicaRegion",
    "accountId",
    "oidcProvider",
    "jobImage",
    "ageRecipients",
    "databaseHosts",
  ])("is reported: %s", (key) => {
    const { problems } = parse({}, [key]);
    expect(problems.map((problem) => [problem.thing, problem.value])).toEqual([
      [`config lifeboat:${key}`, "(missing)"],
    ]);
  });

  it("is reported on the standby: primaryRegion", () => {
    expect(things({ role: "standby" }, ["replicaRegion"])).toEqual(["primaryRegion", "peerStack"]);
  });

  it("is reported for secrets as a whole and service by service", () => {
    expect(things({}, ["databaseSecrets", "ageIdentity"]).toSorted()).toEqual([
      "ageIdentity",
      "databaseSecrets",
    ]);
    const others = storedWithout("databaseSecrets", "tasks-app");
    expect(things({ databaseSecrets: JSON.stringify(others) })).toEqual(["databaseSecrets.tasks-app"]);
    const half = JSON.stringify({
      ...others,
      "tasks-app": { backup: "only", admin: "this", migrate: "a", app: "b" },
    });
    expect(things({ databaseSecrets: half })).toEqual(["databaseSecrets.tasks-app.restore"]);
  });

  it("is reported beside a wrong entry of another service", () => {
    const others = storedWithout("databaseSecrets", "tasks-app");
    const both = JSON.stringify({ ...others, "kyb-platform": { backup: "only", migrate: "a", app: "b" } });
    expect(things({ databaseSecrets: both }).toSorted()).toEqual([
      "databaseSecrets.kyb-platform.admin",
      "databaseSecrets.kyb-platform.restore",
      "databaseSecrets.tasks-app",
    ]);
  });

  it("is reported for the host of one service", () => {
    const others = storedWithout("databaseHosts", "jackpot-service");
    expect(things({ databaseHosts: JSON.stringify(others) })).toEqual(["databaseHosts.jackpot-service"]);
  });
});

describe("a store of secrets", () => {
  const secretStore = '{"kind": "ClusterSecretStore", "name": "vault"}';
  const admins = JSON.stringify(Object.fromEntries(services.map(({ id }) => [id, { admin: "a" }])));
  const lacking = ["ageIdentity", "workloadSecrets"];
  const cloudflareTokens = JSON.stringify({ settings: secretValues.token });

  it("leaves the administrators' passwords and the settings' token as the secrets of config", () => {
    const parsed = parse({ secretStore, databaseSecrets: admins, cloudflareTokens }, lacking);
    expect(checkAll(parsed, services)).toEqual([]);
    expect(parsed.config?.settings.secretStore).toEqual({ kind: "ClusterSecretStore", name: "vault" });
  });

  it("is what makes them enough", () => {
    const parsed = parse({ databaseSecrets: admins, cloudflareTokens }, lacking);
    const told = checkAll(parsed, services).map(({ thing }) => thing.replace("config lifeboat:", ""));
    expect(told).toHaveLength(1 + 5 * services.length + 1 + 2);
    expect(told).toEqual(
      expect.arrayContaining([
        "ageIdentity",
        "databaseSecrets.kyb-platform.app",
        "cloudflareTokens.purge",
        "workloadSecrets.tasks-app.ADMIN_TOKEN",
      ]),
    );
  });
});

describe("names that nobody knows", () => {
  it("are reported with the closest key", () => {
    const [problem] = parse({ databseHosts: "{}" }).problems;
    expect(problem?.thing).toBe("config lifeboat:databseHosts");
    expect(problem?.remedy).toContain("did you mean databaseHosts?");
  });

  it("are reported with the closest service", () => {
    const [problem] = parse({ databasePorts: '{"task-app": 5432}' }).problems;
    expect(problem?.thing).toBe("config lifeboat:databasePorts.task-app");
    expect(problem?.remedy).toContain("did you mean tasks-app?");
  });
});

describe("secrets", () => {
  it("never stand in a problem, however wrong they are", () => {
    const wrong = `hunter2-${secretValues.password}`;
    const { problems } = parse({
      ageIdentity: wrong,
      databaseSecrets: JSON.stringify({ "kyb-platform": wrong }),
    });
    expect(problems.length).toBeGreaterThanOrEqual(2);
    expect(formatProblems(problems)).not.toContain("hunter2");
  });

  it("of the CDN have to be stored encrypted", () => {
    const { problems } = parseConfig(validRaw(), services, (key) => key !== "cloudflareTokens");
    expect(problems.map(({ thing }) => thing)).toEqual(["config lifeboat:cloudflareTokens"]);
  });

  it("have to be stored encrypted", () => {
    const { problems, config } = parseConfig(validRaw(), services, (key) => key !== "ageIdentity");
    expect(config).toBeUndefined();
    expect(problems.map((problem) => [problem.thing, problem.value])).toEqual([
      ["config lifeboat:ageIdentity", "(stored in plain text)"],
    ]);
  });

  it("may not have a second line, which a password file would not hold", () => {
    const ids = services.map((service) => service.id);
    const value = { admin: "a", backup: "b\n", restore: "c", migrate: "d", app: "e" };
    expect(
      things({ databaseSecrets: JSON.stringify(Object.fromEntries(ids.map((id) => [id, value]))) }),
    ).toHaveLength(5);
  });
});

describe("several problems", () => {
  it("are all reported at once, numbered, each with its rule and remedy", () => {
    const { problems } = parse({ role: "boss", region: "mars", colour: "red" }, ["jobImage", "ageIdentity"]);
    const text = formatProblems(problems);
    expect(problems).toHaveLength(5);
    expect(text).toMatch(/^5 problems in the declaration; nothing was deployed:/);
    for (const [index, thing] of ["role", "region", "jobImage", "ageIdentity", "colour"].entries()) {
      expect(text).toContain(`  ${index + 1}. config lifeboat:${thing}: `);
    }
    expect(text.match(/must: /g)).toHaveLength(5);
    expect(text.match(/do: /g)).toHaveLength(5);
  });

  it("are none for an empty list", () => {
    expect(formatProblems([])).toBe("");
  });
});

it("an empty config names every key that is needed", () => {
  const needed = things({}, Object.keys(validRaw()));
  // Records by service are asked for by the services' own checks.
  const perRole = ["replicaRegion", "workloadSecrets", "cloudflareZones", "cloudflareTokens", "oncall"];
  expect(needed).toEqual(keys.filter((key) => key in validRaw() && !perRole.includes(key)));
});
