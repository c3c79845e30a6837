import { describe, expect, it } from "vitest";
import { aws } from "../../../sandbox/providers/aws";
import { cloudflare } from "../../../sandbox/providers/cloudflare";
import { kubernetes } from "../../../sandbox/providers/kubernetes";
import type { ProviderModel } from "../../../sandbox/providers/model";
import { postgresql } from "../../../sandbox/providers/postgresql";
import { diffResource } from "../../../sandbox/providers/resource-diff";
import type { PropertyMap } from "../../../sandbox/providers/value";
import { operation } from "./operation";

function diff(
  model: ProviderModel,
  type: string,
  before: PropertyMap,
  after: PropertyMap,
  config: PropertyMap = {},
) {
  return diffResource(model, operation(model, type, after).kind, type, config, before, after);
}

const configMap = (name: string, value: string): PropertyMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "ns" },
  data: { key: value },
});

describe("replacement", () => {
  it.each([
    [aws, "aws:s3/bucket:Bucket", { bucket: "a-bucket" }, { bucket: "b-bucket" }, ["bucket"]],
    [aws, "aws:s3/bucket:Bucket", { bucket: "a", tags: { x: "1" } }, { bucket: "a", tags: { x: "2" } }, []],
    [aws, "aws:kms/key:Key", { multiRegion: false }, { multiRegion: true }, ["multiRegion"]],
    [aws, "aws:kms/key:Key", { description: "a" }, { description: "b" }, []],
    [aws, "aws:kms/replicaKey:ReplicaKey", { primaryKeyArn: "a" }, { primaryKeyArn: "b" }, ["primaryKeyArn"]],
    [aws, "aws:iam/role:Role", { name: "a" }, { name: "b" }, ["name"]],
    [aws, "aws:route53/record:Record", { name: "a", ttl: 1 }, { name: "a", ttl: 2 }, []],
    [aws, "aws:route53/record:Record", { name: "a", type: "A" }, { name: "a", type: "AAAA" }, []],
    [aws, "aws:route53/record:Record", { name: "a" }, { name: "b" }, ["name"]],
    [kubernetes, "kubernetes:core/v1:ConfigMap", configMap("a", "1"), configMap("b", "1"), ["metadata"]],
    [kubernetes, "kubernetes:core/v1:ConfigMap", configMap("a", "1"), configMap("a", "2"), ["data"]],
    [kubernetes, "kubernetes:apps/v1:Deployment", { spec: { replicas: 1 } }, { spec: { replicas: 2 } }, []],
    [
      kubernetes,
      "kubernetes:apps/v1:Deployment",
      { spec: { selector: { a: "1" } } },
      { spec: { selector: { a: "2" } } },
      ["spec"],
    ],
    [
      kubernetes,
      "kubernetes:batch/v1:Job",
      { spec: { template: { a: "1" } } },
      { spec: { template: { a: "2" } } },
      ["spec"],
    ],
    [kubernetes, "kubernetes:batch/v1:CronJob", { spec: { schedule: "1" } }, { spec: { schedule: "2" } }, []],
    [
      kubernetes,
      "kubernetes:batch/v1:Job",
      { spec: { parallelism: 1 } },
      { spec: { parallelism: 2 } },
      ["spec"],
    ],
    [kubernetes, "kubernetes:batch/v1:Job", { spec: { backoffLimit: 0 } }, { spec: { backoffLimit: 1 } }, []],
    [
      kubernetes,
      "kubernetes:batch/v1:Job",
      { spec: { completionMode: "Indexed" } },
      { spec: { completionMode: "NonIndexed" } },
      [],
    ],
    [
      kubernetes,
      "kubernetes:apps/v1:StatefulSet",
      { spec: { revisionHistoryLimit: 1 } },
      { spec: { revisionHistoryLimit: 2 } },
      ["spec"],
    ],
    [
      kubernetes,
      "kubernetes:core/v1:PersistentVolumeClaim",
      { spec: { volumeMode: "Block" } },
      { spec: { volumeMode: "Filesystem" } },
      [],
    ],
    [kubernetes, "kubernetes:scheduling.k8s.io/v1:PriorityClass", { value: 1 }, { value: 2 }, []],
    [
      kubernetes,
      "kubernetes:storage.k8s.io/v1:StorageClass",
      { provisioner: "a" },
      { provisioner: "b" },
      ["provisioner"],
    ],
    [
      kubernetes,
      "kubernetes:storage.k8s.io/v1:StorageClass",
      { reclaimPolicy: "Delete" },
      { reclaimPolicy: "Retain" },
      [],
    ],
    [kubernetes, "kubernetes:core/v1:Service", { spec: { ports: [1] } }, { spec: { ports: [2] } }, []],
    [
      kubernetes,
      "kubernetes:policy/v1:PodDisruptionBudget",
      { spec: { maxUnavailable: 1 } },
      { spec: { maxUnavailable: 2 } },
      [],
    ],
    [postgresql, "postgresql:index/role:Role", { name: "a" }, { name: "b" }, []],
    [postgresql, "postgresql:index/grant:Grant", { database: "a" }, { database: "b" }, ["database"]],
    [
      postgresql,
      "postgresql:index/database:Database",
      { encoding: "UTF8" },
      { encoding: "SQL_ASCII" },
      ["encoding"],
    ],
    [cloudflare, "cloudflare:index/dnsRecord:DnsRecord", { zoneId: "a" }, { zoneId: "b" }, ["zoneId"]],
    [cloudflare, "cloudflare:index/dnsRecord:DnsRecord", { content: "a" }, { content: "b" }, []],
    [cloudflare, "cloudflare:index/ruleset:Ruleset", { phase: "a" }, { phase: "b" }, ["phase"]],
    [cloudflare, "cloudflare:index/ruleset:Ruleset", { zoneId: "a" }, { zoneId: "b" }, ["zoneId"]],
    [
      cloudflare,
      "cloudflare:index/ruleset:Ruleset",
      { rules: [{ ref: "a", actionParameters: { cache: true } }] },
      { rules: [{ ref: "a", actionParameters: { cache: false } }] },
      [],
    ],
    [cloudflare, "cloudflare:index/zoneSetting:ZoneSetting", { value: "1.1" }, { value: "1.2" }, []],
    [cloudflare, "cloudflare:index/zoneSetting:ZoneSetting", { zoneId: "a" }, { zoneId: "b" }, ["zoneId"]],
    [
      cloudflare,
      "cloudflare:index/zoneSetting:ZoneSetting",
      { settingId: "ssl" },
      { settingId: "tls_1_3" },
      ["settingId"],
    ],
  ] as const)("%# %o %s", (model, type, before, after, replaces) => {
    const result = diff(model, type, before, after);
    expect(result.replaces).toEqual(replaces);
    expect(result.changes.length).toBeGreaterThan(0);
  });

  it("deletes first when the replacement keeps a fixed name", () => {
    const before = configMap("a", "1");
    expect(
      diff(kubernetes, "kubernetes:core/v1:ConfigMap", before, configMap("a", "2")).deleteBeforeReplace,
    ).toBe(true);
    expect(
      diff(kubernetes, "kubernetes:core/v1:ConfigMap", before, configMap("b", "1")).deleteBeforeReplace,
    ).toBe(false);
  });

  it.each([
    ["core/v1:ConfigMap", "enableConfigMapMutable", "data"],
    ["core/v1:Secret", "enableSecretMutable", "stringData"],
  ])("changes a %s in place where %s says so, unless it is immutable", (kind, setting, property) => {
    const object = (value: string, immutable: boolean) => ({ immutable, [property]: { key: value } });
    const replaces = (immutable: boolean, config: PropertyMap) =>
      diff(kubernetes, `kubernetes:${kind}`, object("1", immutable), object("2", immutable), config).replaces;
    expect(replaces(false, { [setting]: true })).toEqual([]);
    expect(replaces(true, { [setting]: true })).toEqual([property]);
    expect(replaces(false, {})).toEqual([property]);
  });

  it.each([
    [
      "scheduling.k8s.io/v1:PriorityClass",
      { value: 1 },
      { value: 2 },
      "value: may not be changed in an update.",
    ],
    [
      "batch/v1:Job",
      { spec: { podFailurePolicy: { rules: [] } } },
      { spec: {} },
      "spec.podFailurePolicy: field is immutable",
    ],
    [
      "core/v1:Secret",
      { immutable: true, stringData: { a: "1" } },
      { stringData: { a: "2" } },
      "immutable: field is immutable when `immutable` is set, stringData: field is immutable when `immutable` is set",
    ],
  ] as const)(
    "refuses an update of a %s that the API refuses, in its words",
    (kind, before, after, reason) => {
      const refusal = kubernetes.checkUpdate?.(`kubernetes:${kind}`, before, after);
      expect(refusal).toContain(`is invalid: ${reason}`);
      expect(refusal).toContain("replaceOnChanges");
      expect(kubernetes.checkUpdate?.(`kubernetes:${kind}`, before, before)).toBeUndefined();
    },
  );

  it("ignores what the program says to ignore", () => {
    const kind = operation(aws, "aws:s3/bucket:Bucket", {}).kind;
    const result = diffResource(
      aws,
      kind,
      "aws:s3/bucket:Bucket",
      {},
      { tags: { a: "1" } },
      { tags: { a: "2" } },
      ["tags"],
    );
    expect(result.changes).toEqual([]);
  });
});
