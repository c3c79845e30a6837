import { describe, expect, it } from "vitest";
import { schema } from "../../../infra/bootstrap/schema";
import { githubTrust, operatorTrust } from "../../../infra/bootstrap/trust";
import { statementOf, statementsOf } from "../../support/policy-json";

const ACCOUNT = "210987654321";
const ISSUER = "token.actions.githubusercontent.com";
const github = (more: object) => schema.shape.github.unwrap().parse({ repository: "acme/lifeboat", ...more });
const claimsOf = (...args: Parameters<typeof githubTrust>) =>
  statementOf(githubTrust(...args), "OneEnvironment").Condition;

describe("who may be a job of CI", () => {
  it("is one environment of one repository, on one branch where it deploys, with every claim whole", () => {
    const trust = github({ repositoryId: "4711", branch: "release" });
    expect(claimsOf(ACCOUNT, trust, "production", true)).toEqual({
      StringEquals: {
        [`${ISSUER}:aud`]: "sts.amazonaws.com",
        [`${ISSUER}:sub`]: "repo:acme/lifeboat:environment:production",
        [`${ISSUER}:ref`]: "refs/heads/release",
        [`${ISSUER}:repository_id`]: "4711",
      },
    });
    expect(Object.keys(claimsOf(ACCOUNT, trust, "preview", false)?.["StringEquals"] ?? {})).not.toContain(
      `${ISSUER}:ref`,
    );
  });

  it("is known to another issuer by audience and subject alone, the only claims that AWS reads of it", () => {
    const trust = github({ issuer: "github.internal/_services/token", subject: "repo:acme@1/lifeboat@2" });
    expect(claimsOf(ACCOUNT, trust, "production", true)).toEqual({
      StringEquals: {
        "github.internal/_services/token:aud": "sts.amazonaws.com",
        "github.internal/_services/token:sub": "repo:acme@1/lifeboat@2:environment:production",
      },
    });
  });
});

describe("who may be the operator", () => {
  it("is a user with MFA: a session that says nothing of it will not do", () => {
    const [statement, ...more] = statementsOf(operatorTrust(ACCOUNT, { users: ["ada"], permissionSets: [] }));
    expect(more).toEqual([]);
    expect(statement).toMatchObject({
      Principal: { AWS: [`arn:aws:iam::${ACCOUNT}:user/ada`] },
      Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
    });
  });

  it("is a permission set of this account, whatever its role's name ends in", () => {
    const [statement] = statementsOf(operatorTrust(ACCOUNT, { users: [], permissionSets: ["Operators"] }));
    expect(statement).toMatchObject({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } });
    const patterns = [statement?.Condition?.["ArnLike"]?.["aws:PrincipalArn"]].flat();
    const matches = (arn: string): boolean =>
      patterns.some((pattern) => new RegExp(`^${String(pattern).replaceAll("*", ".*")}$`).test(arn));
    const role = (path: string, set: string): string =>
      `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/${path}AWSReservedSSO_${set}_0123456789abcdef`;
    expect(matches(role("", "Operators"))).toBe(true);
    expect(matches(role("eu-central-1/", "Operators"))).toBe(true);
    expect(matches(role("", "Readers"))).toBe(false);
    expect(matches(`arn:aws:iam::${ACCOUNT}:role/AWSReservedSSO_Operators_1`)).toBe(false);
  });
});
