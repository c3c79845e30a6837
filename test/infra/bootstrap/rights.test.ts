import { describe, expect, it } from "vitest";
import { deployPolicy, operatorPolicy, previewPolicy, recordsPolicy } from "../../../infra/bootstrap/rights";
import { allowedActions, statementOf, statementsOf } from "../../support/policy-json";

const place = {
  accountId: "210987654321",
  primaryRegion: "us-east-1",
  standbyRegion: "us-west-2",
  bucketSuffix: "acme",
};
const preview = previewPolicy(place);
const deploy = deployPolicy(place);
const operator = operatorPolicy(place);
const LIMIT_OF_IAM = 10_240;

/** Aliases of the keys that a policy may decrypt secrets with, by region. */
const secretsOf = (policy: string) =>
  statementsOf(policy)
    .filter(({ Sid }) => Sid.startsWith("Secrets"))
    .map(({ Resource, Condition }) => [
      Resource?.[0]?.split(":")[3],
      Condition?.["ForAnyValue:StringEquals"]?.["kms:ResourceAliases"],
    ]);

describe("rights", () => {
  it("of a preview only read, and decrypt each stack's secrets in its own region", () => {
    expect([...new Set(allowedActions(preview))].sort()).toEqual([
      ...["kms:Decrypt", "s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket"],
    ]);
    expect(secretsOf(preview)).toEqual([
      ["us-east-1", ["alias/lifeboat/pulumi-prod"]],
      ["us-west-2", ["alias/lifeboat/pulumi-dr"]],
    ]);
  });

  it.each([
    ["a preview", preview],
    ["a deployment", deploy],
    ["an operator", operator],
  ])("of %s change no role, key, vault or version, nor what they are", (_title, policy) => {
    expect(
      allowedActions(policy).filter((action) =>
        /^(iam|sts|organizations):|^kms:(?!Encrypt|Decrypt|DescribeKey|GenerateDataKey$)|^s3:(?!(Get|List)|PutObject$|DeleteObject$)|\*/.test(
          action,
        ),
      ),
    ).toEqual([]);
    expect(policy.length).toBeLessThan(LIMIT_OF_IAM);
  });

  it("of CI reach the replica in nothing, and an operator's in all", () => {
    for (const policy of [preview, deploy]) expect(policy).not.toContain("lifeboat-state-acme-replica");
    const written = statementsOf(operator).filter(({ Action }) => Action.includes("s3:PutObject"));
    expect(written.map(({ Sid }) => Sid)).toEqual(["StateWrite", "ReplicaWrite"]);
  });

  it("of an operator decrypt each stack's secrets in both regions", () => {
    const both = ["alias/lifeboat/pulumi-prod", "alias/lifeboat/pulumi-dr"];
    expect(secretsOf(operator)).toEqual([
      ["us-east-1", both],
      ["us-west-2", both],
    ]);
  });

  it("on records are of the zones given", () => {
    expect(statementOf(recordsPolicy(["Z1"]), "Records").Resource).toEqual([
      "arn:aws:route53:::hostedzone/Z1",
    ]);
  });
});
