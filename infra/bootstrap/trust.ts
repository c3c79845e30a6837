import { policyDocument, type Statement } from "../components/identity/policy-document";
import { GITHUB_ISSUER, type Github, type Settings } from "./schema";

/** What AWS STS must be the audience of: a token for anybody else opens nothing. */
export const AUDIENCE = "sts.amazonaws.com";

/** ARN of the account's identity provider of an issuer. */
export const providerArn = (accountId: string, { issuer }: Github): string =>
  `arn:aws:iam::${accountId}:oidc-provider/${issuer}`;

/**
 * Lets the jobs of one environment of one repository assume a role.
 *
 * Every claim is compared as a whole: with a wildcard in the subject a branch named for it would do. AWS compares the claims
 * besides subject and audience for GitHub's own issuer only; for another one they would match nothing.
 * @param refs whether the jobs must also be of the deployed branch
 */
export function githubTrust(accountId: string, github: Github, environment: string, refs: boolean): string {
  const { issuer, repository, repositoryId, branch, subject } = github;
  const claims = {
    aud: AUDIENCE,
    sub: `${subject ?? `repo:${repository}`}:environment:${environment}`,
    ...(issuer === GITHUB_ISSUER && refs ? { ref: `refs/heads/${branch}` } : {}),
    ...(issuer === GITHUB_ISSUER && repositoryId !== undefined ? { repository_id: repositoryId } : {}),
  };
  return policyDocument({
    Sid: "OneEnvironment",
    Effect: "Allow",
    Principal: { Federated: providerArn(accountId, github) },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: Object.fromEntries(
        Object.entries(claims).map(([claim, value]) => [`${issuer}:${claim}`, value]),
      ),
    },
  });
}

/**
 * Lets people assume a role: IAM users who signed in with MFA, and permission sets of Identity Center. A session of those carries
 * no sign of MFA, which Identity Center has asked for; and their roles' names end in something random that changes when a set is
 * assigned again, so the account is the principal and the name a condition.
 */
export function operatorTrust(accountId: string, operators: NonNullable<Settings["operators"]>): string {
  const { users, permissionSets } = operators;
  const statements: readonly Statement[] = [
    ...(users.length === 0
      ? []
      : [
          {
            Sid: "UsersWithMfa",
            Effect: "Allow" as const,
            Principal: { AWS: users.map((user) => `arn:aws:iam::${accountId}:user/${user}`) },
            Action: "sts:AssumeRole",
            // Not IfExists: the long-lived key of a user says nothing of MFA.
            Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
          },
        ]),
    ...(permissionSets.length === 0
      ? []
      : [
          {
            Sid: "PermissionSets",
            Effect: "Allow" as const,
            Principal: { AWS: `arn:aws:iam::${accountId}:root` },
            Action: "sts:AssumeRole",
            Condition: {
              ArnLike: {
                "aws:PrincipalArn": permissionSets.flatMap((set) =>
                  // Below a region's name too, unless Identity Center is in us-east-1.
                  ["", "*/"].map(
                    (path) =>
                      `arn:aws:iam::${accountId}:role/aws-reserved/sso.amazonaws.com/${path}AWSReservedSSO_${set}_*`,
                  ),
                ),
              },
            },
          },
        ]),
  ];
  return policyDocument(...statements);
}
