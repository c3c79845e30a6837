import * as runtime from "@pulumi/pulumi/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { services } from "../../../infra/catalog";
import type { Registered, Resources } from "../../support/pulumi-mocks";
import { program } from "../../support/whole-program";

/** Both programs, with every module loaded again: seconds on an idle machine, most of a minute on a busy one. */
const PROGRAMS_MS = 90_000;
const CONFIG_MAP_LIMIT_BYTES = 1024 * 1024;

/** Services whose database server this test puts into prod's cluster: all that can be there. */
const inside = services.filter(({ database }) => database.server?.kind === "cluster").map(({ id }) => id);
const servers = { "lifeboat:databaseServers": Object.fromEntries(inside.map((id) => [id, "cluster"])) };
const CRON_JOB = "kubernetes:batch/v1:CronJob";
const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const configMap = z.object({ data: z.object({ "settings.json": z.string() }) });
const place = z.object({ bucket: z.string(), region: z.string() });
const places = z.object({ source: place, vault: place });

const metadataSchema = z.object({ name: z.string(), namespace: z.string().optional() });

/** What watches in a region; its names are unique there. */
const WATCHING = [
  "aws:cloudwatch/eventRule:EventRule",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:sns/topic:Topic",
];

/** What would clash if two resources had it: kind and name of whatever has a name of our making. */
function physicalName({ type, inputs }: Registered): string | undefined {
  const metadata = metadataSchema.safeParse(inputs["metadata"]);
  if (metadata.success) return `${type} ${metadata.data.namespace ?? ""}/${metadata.data.name}`;
  if (type === "aws:s3/bucket:Bucket") return `${type} ${z.string().parse(inputs["bucket"])}`;
  if (type === "aws:iam/role:Role") return `${type} ${z.string().parse(inputs["name"])}`;
  if (["aws:kms/alias:Alias", ...WATCHING].includes(type)) {
    const { name, region } = z.object({ name: z.string(), region: z.string() }).parse(inputs);
    return `${type} ${region} ${name}`;
  }
  return undefined;
}

const podSpec = z.object({ spec: z.object({ priorityClassName: z.string() }) });
const template = z.object({ spec: z.object({ template: podSpec }) });
const cronTemplate = z.object({ spec: z.object({ jobTemplate: template }) });
const named = z.object({ metadata: z.object({ name: z.string() }) });

/** Logical name and PriorityClass of what makes pods. */
function podOf({ type, name, inputs }: Registered): readonly (readonly [string, string])[] {
  if (type === CRON_JOB)
    return [[name, cronTemplate.parse(inputs).spec.jobTemplate.spec.template.spec.priorityClassName]];
  if (!["kubernetes:apps/v1:Deployment", "kubernetes:batch/v1:Job"].includes(type)) return [];
  return [[name, template.parse(inputs).spec.template.spec.priorityClassName]];
}

const repeated = (names: readonly string[]) => names.filter((name, index) => names.indexOf(name) !== index);

describe("the whole program", () => {
  let sides: Readonly<Record<"prod" | "dr", Resources>>;
  let outputs: Readonly<Record<string, unknown>>;
  const physical = (side: "prod" | "dr") =>
    sides[side].all().flatMap((resource) => physicalName(resource) ?? []);
  beforeAll(async () => {
    const prod = await program("prod", servers);
    const dr = await program("dr");
    sides = { prod: prod.resources, dr: dr.resources };
    outputs = dr.result;
  }, PROGRAMS_MS);
  afterAll(() => {
    runtime.setAllConfig({});
  });

  it.each(["prod", "dr"] as const)("declares every service of the catalog on %s", (side) => {
    const environments = sides[side].all("lifeboat:index:ServiceEnvironment").map(({ name }) => name);
    expect(environments).toEqual(services.map(({ id }) => id).sort());
    expect(services.length).toBeGreaterThanOrEqual(5);
  });

  it.each(["prod", "dr"] as const)("has no physical name twice on %s", (side) => {
    expect(physical(side).length).toBeGreaterThan(100);
    expect(repeated(physical(side))).toEqual([]);
  });

  it("has no name on both sides, but that of the object that keeps them apart", () => {
    expect(repeated([...physical("prod"), ...physical("dr")])).toEqual([
      "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding kube-public/lifeboat-cluster-owner",
    ]);
  });

  it.each(["prod", "dr"] as const)(
    "makes nothing on %s before its cluster is known to be its own",
    (side) => {
      const byName = new Map(sides[side].all().map((resource) => [resource.name, resource]));
      const waits = (name: string): boolean => {
        const { parent, dependsOn } = byName.get(name) ?? {
          parent: undefined,
          dependsOn: new Array<string>(),
        };
        return (
          dependsOn.includes("cluster-owner-environment") ||
          [...dependsOn, ...(parent === undefined ? [] : [parent])].some(waits)
        );
      };
      const inCluster = sides[side].all().filter(({ type }) => type.startsWith("kubernetes:"));
      expect(inCluster.length).toBeGreaterThan(100);
      const early = inCluster.map(({ name }) => name).filter((name) => !waits(name));
      expect(early).toEqual(["cluster-owner-environment"]);
    },
  );

  it.each(["prod", "dr"] as const)("has no logical name of a type twice on %s", (side) => {
    expect(repeated(sides[side].all().map(({ type, name }) => `${type} ${name}`))).toEqual([]);
  });

  it.each([
    ["prod", "primary"],
    ["dr", "standby"],
  ] as const)("lets every pod on %s go before others as its PriorityClass there says", (side, role) => {
    const classes = sides[side].all("kubernetes:scheduling.k8s.io/v1:PriorityClass");
    const valueOf = new Map(
      classes.map(({ inputs }) => [named.parse(inputs).metadata.name, inputs["value"]]),
    );
    const found = new Map(sides[side].all().flatMap((resource) => podOf(resource)));
    expect([...valueOf.keys()].every((name) => name.endsWith(`-${role}`))).toBe(true);
    expect(found.size).toBeGreaterThan(30);
    for (const [pod, priority] of found) expect(valueOf.get(priority), pod).toBeTypeOf("number");
    const value = (pod: string) => Number(valueOf.get(found.get(pod) ?? ""));
    const order = ["jobs-restore", "posture-workloads-stock-analysis-api-deployment", "jobs-backup"];
    const rest = ["posture-workloads-celery-worker-deployment", "jobs-verify"];
    const values = [...order, ...rest].map((part) => value(`stock-analysis-${part}`));
    expect(values).toEqual([100_000, 80_000, 60_000, 40_000, 20_000]);
    expect(value("stock-analysis-scraping-exporter-deployment")).toBe(80_000);
    expect(value("stock-analysis-jobs-drill")).toBe(20_000);
  });

  it.each(["prod", "dr"] as const)("fits every ConfigMap on %s into what etcd takes", (side) => {
    const configMaps = sides[side].all(CONFIG_MAP);
    expect(configMaps.length).toBeGreaterThanOrEqual(4 * services.length);
    for (const { name, inputs } of configMaps)
      expect(Buffer.byteLength(JSON.stringify(inputs)), name).toBeLessThan(CONFIG_MAP_LIMIT_BYTES);
  });

  it.each(["prod", "dr"] as const)("tells a secret on %s only to what keeps it secret", (side) => {
    for (const { name, inputs, secretPaths } of sides[side].all())
      if (
        /(admin|backup|restore|migrate|monitor|app|external|mail|purge|zone|primary|standby)-word|cloudwatch0word|AGE-SECRET-KEY-1\w{58}/.test(
          JSON.stringify(inputs),
        )
      )
        expect(secretPaths, name).not.toEqual([]);
  });

  it("purges a CDN from both sides, and changes its settings from the primary's stack alone", () => {
    const types = (side: "prod" | "dr") => [
      ...new Set(sides[side].all().flatMap(({ type }) => (/cloudflare|CdnPurge/.test(type) ? [type] : []))),
    ];
    expect(types("prod")).toEqual([
      "cloudflare:index/ruleset:Ruleset",
      "cloudflare:index/zoneSetting:ZoneSetting",
      "lifeboat:index:CdnPurge",
      "pulumi:providers:cloudflare",
    ]);
    expect(types("dr")).toEqual(["lifeboat:index:CdnPurge"]);
    expect(JSON.stringify(sides.dr.list)).not.toContain("zone-word");
    const inCluster = sides.prod.all().filter(({ type }) => type.startsWith("kubernetes:"));
    expect(JSON.stringify(inCluster)).not.toContain("zone-word");
  });

  it("has access logs in each region that a vault lies in", () => {
    const regions = (side: "prod" | "dr") =>
      sides[side]
        .all("aws:s3/bucket:Bucket")
        .filter(({ parent }) => parent?.startsWith("access-logs"))
        .map(({ inputs }) => inputs["region"]);
    expect(regions("prod")).toEqual(["us-east-1", "us-west-2"]);
    expect(regions("dr")).toEqual(["us-west-2"]);
  });

  it("puts nothing of the standby into the primary's region", () => {
    // Route 53 tells its health checks' state in this one region, whichever environment asks.
    const alarms = /^(alarms|[a-z-]+-failover)\b/;
    // Its servers archive to both regions, by a key in each.
    const archives = /-identities-server-policy$/;
    const own = sides.dr.list.filter(({ name }) => !alarms.test(name) && !archives.test(name));
    expect(own.filter((each) => JSON.stringify(each).includes("us-east-1")).map(({ name }) => name)).toEqual(
      [],
    );
  });

  it("lets a server write to the repositories of both regions, and declares them", () => {
    expect(inside).not.toEqual([]);
    for (const id of inside) {
      const { inputs } = sides.prod.one("aws:iam/rolePolicy:RolePolicy", `${id}-identities-server-policy`);
      const written = [...JSON.stringify(inputs).matchAll(/arn:aws:s3:::([a-z-]+-wal(?:-dr)?)\/\*/g)].map(
        ([, bucket]) => bucket,
      );
      expect(written, id).toHaveLength(2);
      const made = sides.prod.all("aws:s3/bucket:Bucket").map((bucket) => bucket.inputs["bucket"]);
      expect(made.filter((bucket) => written.includes(bucket as string))).toHaveLength(2);
    }
  });

  it("lets the standby read exactly what the primary replicates", () => {
    const restoreFrom = z.record(z.string(), z.object({ restoreFrom: z.string() }));
    const read = Object.values(restoreFrom.parse(outputs["serviceEnvironments"])).map(
      (each) => each.restoreFrom,
    );
    const kept = sides.prod.all("aws:s3/bucket:Bucket").map(({ inputs }) => inputs["bucket"]);
    expect(read).toHaveLength(services.length);
    for (const bucket of read) expect(kept).toContain(bucket);
  });

  it.each(["verify", "drill"])("runs %s on dr while it waits: from the replica, by its schedule", (job) => {
    for (const { id } of services) {
      const cronJob = sides.dr.one(CRON_JOB, `${id}-jobs-${job}`).inputs;
      expect(cronJob, id).toMatchObject({ spec: { suspend: false } });
      const text = JSON.stringify(cronJob);
      expect(text, id).toContain('{"name":"RESTORE_FROM","value":"source"}');
      const { data } = configMap.parse(sides.dr.one(CONFIG_MAP, `${id}-jobs-settings`).inputs);
      const { source, vault } = places.parse(JSON.parse(data["settings.json"]));
      expect(`${source.region}/${source.bucket}`, id).toMatch(/^us-west-2\/.+-replica$/);
      expect(vault.bucket, id).toMatch(/-dr$/);
    }
  });

  it("tells role, posture and region", () => {
    expect(outputs).toMatchObject({
      role: "standby",
      region: "us-west-2",
      primaryLost: false,
      lostOnPrimary: {},
      standing: Object.fromEntries(
        services.map(({ id }) => [
          id,
          { posture: "passive", overridden: false, served: false, tookOver: false },
        ]),
      ),
    });
  });
});
