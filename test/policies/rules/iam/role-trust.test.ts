import { roleTrustNamesPrincipals } from "../../../../policies/rules/iam/role-trust-names-principals";
import { unknown } from "../../../../policies/support/input/value";
import { describeRule, resource, undecidedOn } from "../../support/cases";

const trust = (statement: unknown) =>
  resource("aws:iam/role:Role", "writer", {
    assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: statement }),
  });
const federated = {
  Sid: "Irsa",
  Effect: "Allow",
  Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/oidc.example.com" },
  Action: "sts:AssumeRoleWithWebIdentity",
};
const trustSays = (fault: string) => [
  `violation | Role writer: statement Irsa ${fault}; principals must be named; name the role or account; with OIDC add StringEquals on <issuer>:sub and <issuer>:aud, with Cognito or Google on its :aud, with S3 on aws:SourceAccount`,
];

const AUDIENCE = { "oidc.example.com:aud": "sts.amazonaws.com" };
const subjectIs = (value: string | readonly string[], operator = "StringEquals") => ({
  Condition: {
    ...(operator === "StringEquals" ? {} : { StringEquals: AUDIENCE }),
    [operator]: { "oidc.example.com:sub": value, ...(operator === "StringEquals" ? AUDIENCE : {}) },
  },
});
describeRule(roleTrustNamesPrincipals, [
  {
    name: "accepts one account of a cluster",
    given: [trust({ ...federated, ...subjectIs("system:serviceaccount:app:backup") })],
  },
  {
    name: "refuses everybody",
    given: [trust({ ...federated, Principal: { AWS: "*" } })],
    says: trustSays("trusts everybody"),
  },
  {
    name: "refuses every account of a cluster",
    given: [trust(federated)],
    says: trustSays("trusts every account of the identity provider"),
  },
  {
    name: "refuses a pattern of accounts",
    given: [trust({ ...federated, ...subjectIs("system:serviceaccount:*", "StringLike") })],
    says: trustSays("trusts every account of the identity provider"),
  },
  {
    name: "accepts one account by a pattern without wildcard",
    given: [trust({ ...federated, ...subjectIs("system:serviceaccount:app:backup", "StringLike") })],
  },
  {
    name: "refuses two accounts of a cluster",
    given: [
      trust({ ...federated, ...subjectIs(["system:serviceaccount:a:one", "system:serviceaccount:b:two"]) }),
    ],
    says: trustSays("trusts 2 ServiceAccounts"),
  },
  {
    name: "refuses a token for any service",
    given: [
      trust({
        ...federated,
        Condition: { StringEquals: { "oidc.example.com:sub": "system:serviceaccount:a:b" } },
      }),
    ],
    says: trustSays("demands no audience of the token"),
  },
  {
    name: "accepts two branches of a repository",
    given: [
      trust({ ...federated, ...subjectIs(["repo:o/r:ref:refs/heads/a", "repo:o/r:ref:refs/heads/b"]) }),
    ],
  },
  {
    name: "refuses a list of no accounts",
    given: [trust({ ...federated, ...subjectIs([]) })],
    says: trustSays("trusts every account of the identity provider"),
  },
  ...[
    ["cognito-identity.amazonaws.com", "aud"],
    ["accounts.google.com", "aud"],
    ["accounts.google.com", "sub"],
    ["www.amazon.com", "app_id"],
    ["graph.facebook.com", "app_id"],
  ].flatMap(([issuer = "", claim = ""]) => {
    const web = { ...federated, Principal: { Federated: issuer } };
    return [
      {
        name: `accepts ${issuer} with ${claim}`,
        given: [trust({ ...web, Condition: { StringEquals: { [`${issuer}:${claim}`]: "one" } } })],
      },
      {
        name: `refuses ${issuer} without ${claim}`,
        given: [trust({ ...web, Condition: { StringLike: { [`${issuer}:${claim}`]: "*" } } })],
        says: trustSays("trusts every account of the identity provider"),
      },
    ];
  }),
  {
    name: "accepts SAML, whose assertions name the role",
    given: [
      trust({ ...federated, Principal: { Federated: "arn:aws:iam::111122223333:saml-provider/corp" } }),
    ],
  },
  {
    name: "refuses S3 on behalf of any account behind another service",
    given: [
      trust({
        ...federated,
        Principal: { Service: ["batchoperations.s3.amazonaws.com", "s3.amazonaws.com"] },
      }),
    ],
    says: trustSays("trusts s3.amazonaws.com on behalf of any account"),
  },
  {
    name: "refuses S3 on behalf of any account",
    given: [trust({ ...federated, Principal: { Service: "s3.amazonaws.com" } })],
    says: trustSays("trusts s3.amazonaws.com on behalf of any account"),
  },
  {
    name: "cannot decide on unknown",
    given: [resource("aws:iam/role:Role", "writer", { assumeRolePolicy: unknown })],
    says: undecidedOn("Role writer", "assumeRolePolicy"),
  },
]);
