import { describe, expect, it } from "vitest";
import { readerPolicy, writerPolicy } from "../../../../infra/components/identity/vault-access";
import { allowedActions, statementOf, statementsOf } from "../../../support/policy-json";

const ACCOUNT = "123456789012";
const prefixes = { dumps: "postgresql", configuration: "k8s-configs" };
const own = { bucketArn: "arn:aws:s3:::own", region: "us-west-2", keyAlias: "alias/own" };
const other = { bucketArn: "arn:aws:s3:::other", region: "us-east-1", keyAlias: "alias/other" };

const inOwn = (...keys: readonly string[]) => keys.map((key) => `arn:aws:s3:::own/${key}/*`);

/** Actions that destroy a backup, or shorten what protects it. */
const DESTRUCTIVE = /Delete|Bypass|LifecycleConfiguration|ObjectLockConfiguration|PutBucket|LegalHold$|[*?]/;

describe.each([
  ["writer", writerPolicy(ACCOUNT, own, prefixes)],
  ["reader of its own vault", readerPolicy(ACCOUNT, [], own, prefixes)],
  ["reader of another's replica", readerPolicy(ACCOUNT, [other], own, prefixes)],
])("policy of the %s", (_name, policy) => {
  it("allows nothing that deletes, and no wildcard of actions", () => {
    expect(allowedActions(policy).filter((action) => DESTRUCTIVE.test(action))).toEqual([]);
  });

  it("names each resource: no whole bucket's objects, no other bucket", () => {
    const resources = statementsOf(policy).flatMap(({ Resource }) => Resource ?? []);
    expect(resources.length).toBeGreaterThan(0);
    for (const resource of resources)
      expect(resource).toMatch(
        /^arn:aws:(s3:::(own|other)(\/[\w-]+(\/[\w-]+)?\/\*)?|kms:us-(east-1|west-2):123456789012:key\/\*)$/,
      );
  });

  it("narrows every key by its alias", () => {
    for (const { Sid, Resource, Condition } of statementsOf(policy))
      if (Resource?.some((resource) => resource.includes(":kms:")))
        expect(Condition?.["ForAnyValue:StringEquals"], Sid).toHaveProperty(["kms:ResourceAliases"]);
  });
});

describe("writerPolicy", () => {
  const policy = writerPolicy(ACCOUNT, own, prefixes);

  it("writes below staging, the dumps and the configuration, and nowhere else", () => {
    expect(statementOf(policy, "StageAndPromote")).toMatchObject({
      Action: [
        "s3:GetObject",
        "s3:PutObject",
        "s3:PutObjectRetention",
        "s3:AbortMultipartUpload",
        "s3:ListMultipartUploadParts",
      ],
      Resource: inOwn("staging", "postgresql", "k8s-configs"),
    });
  });

  it("uses the key of its own vault", () => {
    expect(statementOf(policy, "Key")).toMatchObject({
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: ["arn:aws:kms:us-west-2:123456789012:key/*"],
      Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/own" } },
    });
  });

  it("lists its bucket and has no statement beyond these", () => {
    expect(statementOf(policy, "List").Resource).toEqual(["arn:aws:s3:::own"]);
    expect(statementsOf(policy).map(({ Sid }) => Sid)).toEqual(["List", "StageAndPromote", "Key"]);
  });
});

describe("readerPolicy", () => {
  it("reads its own vault by one key where that is the source", () => {
    const policy = readerPolicy(ACCOUNT, [], own, prefixes);
    expect(statementsOf(policy).map(({ Sid }) => Sid)).toEqual([
      "List",
      "Read",
      "RecordAndSafetyDump",
      "OwnKey",
    ]);
    expect(statementOf(policy, "List").Resource).toEqual(["arn:aws:s3:::own"]);
    expect(statementOf(policy, "Read").Resource).toEqual(inOwn("postgresql", "k8s-configs", "verification"));
  });

  it("reads another's replica too, whose key only decrypts", () => {
    const policy = readerPolicy(ACCOUNT, [other], own, prefixes);
    expect(statementOf(policy, "List").Resource).toEqual(["arn:aws:s3:::other", "arn:aws:s3:::own"]);
    expect(statementOf(policy, "SourceKey")).toMatchObject({
      Action: ["kms:Decrypt"],
      Resource: ["arn:aws:kms:us-east-1:123456789012:key/*"],
      Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/other" } },
    });
  });

  it("writes only safety dumps and records, only to its own vault", () => {
    const policy = readerPolicy(ACCOUNT, [other], own, prefixes);
    const writable = statementsOf(policy)
      .filter(({ Action }) => Action.some((action) => action.startsWith("s3:Put")))
      .flatMap(({ Resource }) => Resource ?? []);
    expect(writable).toEqual(inOwn("staging", "postgresql/safety", "verification"));
  });
});
