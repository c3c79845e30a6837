import { describe, expect, it } from "vitest";
import {
  replicationPolicy,
  repositoryBucketPolicy,
  vaultBucketPolicy,
  vaultKeyPolicy,
} from "../../../../infra/components/storage/vault-policies";
import { allowedActions, statementOf, statementsOf } from "../../../support/policy-json";

const ACCOUNT = "123456789012";
const own = { bucketArn: "arn:aws:s3:::own", region: "us-west-2", keyAlias: "alias/own" };
const other = { bucketArn: "arn:aws:s3:::other", region: "us-east-1", keyAlias: "alias/other" };

describe("replicationPolicy", () => {
  const policy = replicationPolicy(ACCOUNT, other, own);

  it("reads versions, tags, locks and holds of the source alone", () => {
    expect(statementOf(policy, "SourceVersions")).toMatchObject({
      Action: [
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionAcl",
        "s3:GetObjectVersionTagging",
        "s3:GetObjectRetention",
        "s3:GetObjectLegalHold",
      ],
      Resource: ["arn:aws:s3:::other/*"],
    });
    expect(statementOf(policy, "Source").Resource).toEqual(["arn:aws:s3:::other"]);
  });

  it("writes replicas and cannot replicate a deletion", () => {
    expect(statementOf(policy, "Replica")).toMatchObject({
      Action: ["s3:ReplicateObject", "s3:ReplicateTags"],
      Resource: ["arn:aws:s3:::own/*"],
    });
    expect(allowedActions(policy).join()).not.toMatch(/Delete|\*/);
  });

  it("decrypts in the source's region and encrypts in the replica's, by the alias of each", () => {
    expect(statementOf(policy, "SourceKey")).toMatchObject({
      Action: ["kms:Decrypt"],
      Resource: ["arn:aws:kms:us-east-1:123456789012:key/*"],
      Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/other" } },
    });
    expect(statementOf(policy, "ReplicaKey")).toMatchObject({
      Action: ["kms:Encrypt", "kms:GenerateDataKey"],
      Resource: ["arn:aws:kms:us-west-2:123456789012:key/*"],
      Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/own" } },
    });
  });
});

describe("vaultBucketPolicy", () => {
  const everything = ["arn:aws:s3:::own", "arn:aws:s3:::own/*"];
  const roles = [`arn:aws:iam::${ACCOUNT}:role/writer`, `arn:aws:iam::${ACCOUNT}:role/reader`];
  const policy = vaultBucketPolicy(own.bucketArn, roles);

  it("denies everybody everything without TLS, and below TLS 1.2", () => {
    const denied = { Effect: "Deny", Principal: "*", Action: ["s3:*"], Resource: everything };
    expect(statementOf(policy, "TlsOnly")).toEqual({
      ...denied,
      Sid: "TlsOnly",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    });
    expect(statementOf(policy, "Tls12OrNewer")).toEqual({
      ...denied,
      Sid: "Tls12OrNewer",
      Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
    });
  });

  it("denies the roles named deletion, and the ways around it", () => {
    const jobs = statementOf(policy, "JobsNeverDelete");
    expect(jobs).toMatchObject({ Effect: "Deny", Principal: "*", Resource: everything });
    expect(jobs.Condition).toEqual({ ArnEquals: { "aws:PrincipalArn": roles } });
    expect(jobs.Action).toEqual(
      expect.arrayContaining([
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:BypassGovernanceRetention",
        "s3:PutLifecycleConfiguration",
        "s3:PutBucketObjectLockConfiguration",
        "s3:PutBucketPolicy",
      ]),
    );
  });

  it("has no statement about roles where none are named: an empty list would match nobody", () => {
    const sids = statementsOf(vaultBucketPolicy(own.bucketArn, [])).map(({ Sid }) => Sid);
    expect(sids).toEqual(["TlsOnly", "Tls12OrNewer"]);
  });

  it("allows nobody anything: it only takes away", () => {
    expect(allowedActions(policy)).toEqual([]);
  });
});

describe("repositoryBucketPolicy", () => {
  const roles = [`arn:aws:iam::${ACCOUNT}:role/server`, `arn:aws:iam::${ACCOUNT}:role/peer`];
  const policy = repositoryBucketPolicy(own.bucketArn, roles);

  it("denies the servers to delete a version, and to change what keeps it", () => {
    const servers = statementOf(policy, "ServersKeepVersions");
    expect(servers).toMatchObject({
      Effect: "Deny",
      Principal: "*",
      Resource: ["arn:aws:s3:::own", "arn:aws:s3:::own/*"],
      Condition: { ArnEquals: { "aws:PrincipalArn": roles } },
    });
    expect(servers.Action).toEqual(
      expect.arrayContaining([
        "s3:DeleteObjectVersion",
        "s3:PutBucketVersioning",
        "s3:PutLifecycleConfiguration",
        "s3:PutBucketPolicy",
        "s3:DeleteBucketPolicy",
      ]),
    );
  });

  it("leaves them the deletion of objects, without which their retention ends nothing", () => {
    expect(statementsOf(policy).flatMap(({ Action }) => Action)).not.toContain("s3:DeleteObject");
  });

  it("demands TLS and allows nobody anything", () => {
    expect(statementsOf(policy).map(({ Sid }) => Sid)).toEqual([
      "TlsOnly",
      "Tls12OrNewer",
      "ServersKeepVersions",
    ]);
    expect(allowedActions(policy)).toEqual([]);
  });
});

describe("vaultKeyPolicy", () => {
  it("leaves the key to this account's IAM and to no other principal", () => {
    expect(statementsOf(vaultKeyPolicy(ACCOUNT))).toEqual([
      {
        Sid: "DelegateToIam",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
        Action: ["kms:*"],
        Resource: ["*"],
      },
    ]);
  });
});
