import { describe, expect, it } from "vitest";
import { aws } from "../../../sandbox/providers/aws";
import { cloudflare } from "../../../sandbox/providers/cloudflare";
import { kubernetes } from "../../../sandbox/providers/kubernetes";
import type { ProviderModel } from "../../../sandbox/providers/model";
import { postgresql } from "../../../sandbox/providers/postgresql";
import { checkResource } from "../../../sandbox/providers/resource-check";
import type { PropertyMap } from "../../../sandbox/providers/value";
import { contextOf, operation } from "./operation";

function check(model: ProviderModel, type: string, inputs: PropertyMap) {
  return checkResource(
    model,
    operation(model, type, inputs).kind,
    contextOf(type),
    inputs,
    undefined,
    "seed",
  );
}

describe("checks", () => {
  const zoneId = "0".repeat(32);
  const ruleset = { zoneId, kind: "zone", name: "n", phase: "http_request_cache_settings" };
  const rule = { ref: "a", action: "set_cache_settings", expression: "true" };
  const role = { assumeRolePolicy: "{}" };
  const object = { apiVersion: "v1", kind: "Service" };

  it.each([
    [aws, "aws:s3/bucket:Bucket", { bucket: "good-name.1" }],
    [aws, "aws:s3/bucket:Bucket", {}],
    [aws, "aws:iam/role:Role", role],
    [aws, "aws:route53/healthCheck:HealthCheck", { type: "HTTPS", fqdn: "a.example", requestInterval: 10 }],
    [aws, "aws:some/newThing:NewThing", {}],
    [kubernetes, "kubernetes:core/v1:Service", { ...object, metadata: { name: "api" } }],
    [
      kubernetes,
      "kubernetes:monitoring.coreos.com/v1:PrometheusRule",
      { apiVersion: "a/v1", kind: "PrometheusRule" },
    ],
    [postgresql, "postgresql:index/role:Role", { name: "a".repeat(63) }],
    [
      cloudflare,
      "cloudflare:index/dnsRecord:DnsRecord",
      { zoneId: "z", name: "n", type: "A", ttl: 1, content: "192.0.2.1" },
    ],
    [cloudflare, "cloudflare:index/ruleset:Ruleset", { ...ruleset, rules: [rule, { ...rule, ref: "b" }] }],
    [cloudflare, "cloudflare:index/zoneSetting:ZoneSetting", { zoneId, settingId: "ssl", value: "strict" }],
    [cloudflare, "cloudflare:index/zoneSetting:ZoneSetting", { zoneId, settingId: "brotli", value: "maybe" }],
  ] as const)("accept %# %o %s", (model, type, inputs) => {
    expect(check(model, type, inputs).failures).toEqual([]);
  });

  it.each([
    [aws, "aws:s3/bucket:Bucket", { bucket: "Upper" }, "bucket"],
    [aws, "aws:s3/bucket:Bucket", { bucket: "a".repeat(64) }, "bucket"],
    [aws, "aws:s3/bucket:Bucket", { bucket: "192.168.0.1" }, "bucket"],
    [aws, "aws:s3/bucketPolicy:BucketPolicy", { bucket: "b" }, "policy"],
    [aws, "aws:kms/key:Key", { deletionWindowInDays: 3 }, "deletionWindowInDays"],
    [aws, "aws:kms/alias:Alias", { name: "backups", targetKeyId: "k" }, "name"],
    [aws, "aws:iam/role:Role", {}, "assumeRolePolicy"],
    [aws, "aws:iam/role:Role", { ...role, name: "a".repeat(65) }, "name"],
    [aws, "aws:iam/role:Role", { assumeRolePolicy: "not json" }, "assumeRolePolicy"],
    [aws, "aws:route53/healthCheck:HealthCheck", { type: "HTTPS", requestInterval: 20 }, "requestInterval"],
    [
      aws,
      "aws:route53/record:Record",
      { zoneId: "z", name: "n", type: "A", weightedRoutingPolicies: [] },
      "setIdentifier",
    ],
    [kubernetes, "kubernetes:core/v1:Service", { ...object, metadata: { name: "a.b" } }, "metadata.name"],
    [
      kubernetes,
      "kubernetes:batch/v1:CronJob",
      { apiVersion: "batch/v1", kind: "CronJob", metadata: { name: "a".repeat(53) } },
      "metadata.name",
    ],
    [
      kubernetes,
      "kubernetes:core/v1:Service",
      { ...object, metadata: { labels: { a: "no spaces" } } },
      'metadata.labels["a"]',
    ],
    [
      kubernetes,
      "kubernetes:core/v1:Service",
      { ...object, metadata: { namespace: "No" } },
      "metadata.namespace",
    ],
    [kubernetes, "kubernetes:core/v1:Service", { metadata: { name: "a" } }, "apiVersion"],
    [postgresql, "postgresql:index/role:Role", { name: "a".repeat(64) }, "name"],
    [
      postgresql,
      "postgresql:index/grant:Grant",
      { database: "d", role: "r", objectType: "table", privileges: [] },
      "schema",
    ],
    [
      cloudflare,
      "cloudflare:index/dnsRecord:DnsRecord",
      { zoneId: "z", name: "n", type: "A", ttl: 5, content: "x" },
      "ttl",
    ],
    [cloudflare, "cloudflare:index/ruleset:Ruleset", { kind: "zone", name: "n", phase: "p" }, "zoneId"],
    [
      cloudflare,
      "cloudflare:index/ruleset:Ruleset",
      { ...ruleset, rules: [{ ...rule, action: "block" }] },
      "rules[0].action",
    ],
    [
      cloudflare,
      "cloudflare:index/ruleset:Ruleset",
      { ...ruleset, rules: [{ ...rule, expression: "" }] },
      "rules[0].expression",
    ],
    [cloudflare, "cloudflare:index/ruleset:Ruleset", { ...ruleset, rules: [rule, rule] }, "rules"],
    [cloudflare, "cloudflare:index/ruleset:Ruleset", { ...ruleset, zoneId: "example.com" }, "zoneId"],
    [
      cloudflare,
      "cloudflare:index/zoneSetting:ZoneSetting",
      { zoneId, settingId: "min_tls_version", value: "1.4" },
      "value",
    ],
    [
      cloudflare,
      "cloudflare:index/zoneSetting:ZoneSetting",
      { zoneId: "z", settingId: "always_use_https", value: "on" },
      "zoneId",
    ],
  ] as const)("refuse %# %o %s", (model, type, inputs, property) => {
    expect(check(model, type, inputs).failures.map((failure) => failure.property)).toContain(property);
  });

  it.each([
    [aws, "aws:s3:Bucket"],
    [kubernetes, "kubernetes:Deployment"],
    [postgresql, "postgresql:role"],
    [cloudflare, "cloudflare:record"],
  ] as const)("know that %o has no type %s", (model, type) => {
    expect(model.kind(type)).toBeUndefined();
  });

  it("fill in the provider's region and namespace", () => {
    const bucket = operation(aws, "aws:s3/bucket:Bucket", {}).kind;
    const inWest = contextOf("aws:s3/bucket:Bucket", { region: "us-west-2" });
    expect(checkResource(aws, bucket, inWest, { bucket: "abc" }, undefined, "s").inputs["region"]).toBe(
      "us-west-2",
    );
    expect(check(aws, "aws:iam/role:Role", role).inputs["region"]).toBeUndefined();
    expect(check(kubernetes, "kubernetes:core/v1:Service", object).inputs["metadata"]).toMatchObject({
      namespace: "default",
    });
    const namespace = check(kubernetes, "kubernetes:core/v1:Namespace", {
      apiVersion: "v1",
      kind: "Namespace",
    });
    expect(namespace.inputs["metadata"]).not.toHaveProperty("namespace");
  });
});
