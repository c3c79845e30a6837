import { describe, expect, it } from "vitest";
import {
  keyUse,
  policyDocument,
  serviceTrust,
  workloadTrust,
} from "../../../../infra/components/identity/policy-document";
import { statementOf, statementsOf } from "../../../support/policy-json";

describe("policyDocument", () => {
  it("is a document of the current version that keeps its statements' order", () => {
    const first = { Sid: "First", Effect: "Allow", Action: "s3:GetObject", Resource: "a" } as const;
    const text = policyDocument(first, { ...first, Sid: "Second" });
    expect(JSON.parse(text)).toEqual({
      Version: "2012-10-17",
      Statement: [first, { ...first, Sid: "Second" }],
    });
  });
});

describe("serviceTrust", () => {
  it("lets one service in, on behalf of this account alone", () => {
    expect(statementsOf(serviceTrust("s3.amazonaws.com", "123456789012"))).toEqual([
      {
        Sid: "ServiceOfThisAccount",
        Effect: "Allow",
        Principal: { Service: "s3.amazonaws.com" },
        Action: ["sts:AssumeRole"],
        Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
      },
    ]);
  });
});

describe("workloadTrust", () => {
  const trust = workloadTrust({
    providerArn: "arn:aws:iam::123456789012:oidc-provider/issuer.example.com/id/A",
    issuer: "issuer.example.com/id/A",
    namespace: "library-system",
    serviceAccount: "lifeboat-backup",
  });

  it("compares subject and audience exactly, and nothing else", () => {
    expect(statementOf(trust, "OneServiceAccount").Condition).toEqual({
      StringEquals: {
        "issuer.example.com/id/A:aud": "sts.amazonaws.com",
        "issuer.example.com/id/A:sub": "system:serviceaccount:library-system:lifeboat-backup",
      },
    });
  });

  it("trusts the cluster's provider and no other principal", () => {
    expect(statementsOf(trust)).toHaveLength(1);
    expect(statementOf(trust, "OneServiceAccount")).toMatchObject({
      Effect: "Allow",
      Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/issuer.example.com/id/A" },
      Action: ["sts:AssumeRoleWithWebIdentity"],
    });
  });

  it("has no wildcard anywhere", () => {
    expect(trust).not.toMatch(/[*?]/);
  });
});

describe("keyUse", () => {
  const use = keyUse({
    sid: "Key",
    accountId: "123456789012",
    region: "us-east-1",
    alias: "alias/lifeboat/library-backups-primary",
    actions: ["kms:Decrypt"],
  });

  it("narrows the account's keys of one region to the one that carries the alias, through S3 there", () => {
    expect(use).toEqual({
      Sid: "Key",
      Effect: "Allow",
      Action: ["kms:Decrypt"],
      Resource: "arn:aws:kms:us-east-1:123456789012:key/*",
      Condition: {
        "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/lifeboat/library-backups-primary" },
        StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" },
      },
    });
  });
});
