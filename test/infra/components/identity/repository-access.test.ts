import { describe, expect, it } from "vitest";
import { serverPolicy } from "../../../../infra/components/identity/repository-access";
import { allowedActions, statementOf, statementsOf } from "../../../support/policy-json";

const own = { bucketArn: "arn:aws:s3:::own", region: "us-west-2", keyAlias: "alias/own" };
const other = { bucketArn: "arn:aws:s3:::other", region: "us-east-1", keyAlias: "alias/other" };
const policy = serverPolicy("123456789012", [own, other]);

describe("serverPolicy", () => {
  it("lists both repositories, and reads, writes and deletes objects in them and nowhere else", () => {
    expect(statementOf(policy, "List")).toMatchObject({
      Action: ["s3:ListBucket", "s3:GetBucketLocation"],
      Resource: ["arn:aws:s3:::own", "arn:aws:s3:::other"],
    });
    expect(statementOf(policy, "ArchiveAndExpire")).toMatchObject({
      Action: [
        "s3:GetObject",
        "s3:PutObject",
        "s3:DeleteObject",
        "s3:AbortMultipartUpload",
        "s3:ListMultipartUploadParts",
      ],
      Resource: ["arn:aws:s3:::own/*", "arn:aws:s3:::other/*"],
    });
    expect(statementsOf(policy).map(({ Sid }) => Sid)).toEqual(["List", "ArchiveAndExpire", "Key1", "Key2"]);
  });

  it("touches no version, no setting of a bucket, and nothing by a wildcard of actions", () => {
    expect(
      allowedActions(policy).filter((action) => /Version|Bypass|PutBucket|Configuration|[*?]/.test(action)),
    ).toEqual([]);
  });

  it.each([
    ["Key1", "us-west-2", "alias/own"],
    ["Key2", "us-east-1", "alias/other"],
  ])("uses by %s the one key of the repository in %s", (sid, region, alias) => {
    expect(statementOf(policy, sid)).toMatchObject({
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: [`arn:aws:kms:${region}:123456789012:key/*`],
      Condition: {
        "ForAnyValue:StringEquals": { "kms:ResourceAliases": alias },
        StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` },
      },
    });
  });
});
