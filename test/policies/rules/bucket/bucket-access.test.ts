import { bucketBlocksPublicAccess } from "../../../../policies/rules/bucket/bucket-blocks-public-access";
import { bucketHasNoAcl } from "../../../../policies/rules/bucket/bucket-has-no-acl";
import { bucketRefusesPlainHttp } from "../../../../policies/rules/bucket/bucket-refuses-plain-http";
import { bucketTrustsNoForeigner } from "../../../../policies/rules/bucket/bucket-trusts-no-foreigner";
import { unknown, type Value } from "../../../../policies/support/input/value";
import { describeRule, undecidedOn } from "../../support/cases";
import { aspect, bucket, policy, says, undecided } from "../../support/vault";

const blocks = {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
};

const blocksRemedy = [
  "all four blocks of public access are required",
  "add a BucketPublicAccessBlock with all four true",
];
describeRule(bucketBlocksPublicAccess, [
  { name: "accepts all four", given: [bucket(), aspect("bucketPublicAccessBlock", blocks)] },
  {
    name: "refuses three",
    given: [bucket(), aspect("bucketPublicAccessBlock", { ...blocks, ignorePublicAcls: false })],
    says: says("not on: ignorePublicAcls", ...blocksRemedy),
  },
  {
    name: "refuses none, whatever another bucket has",
    given: [bucket(), aspect("bucketPublicAccessBlock", { ...blocks, bucket: "other" })],
    says: says(
      "not on: blockPublicAcls, blockPublicPolicy, ignorePublicAcls, restrictPublicBuckets",
      ...blocksRemedy,
    ),
  },
  {
    name: "cannot decide on an unknown block",
    given: [bucket(), aspect("bucketPublicAccessBlock", { ...blocks, blockPublicAcls: unknown })],
    says: undecided("blockPublicAcls"),
  },
  {
    name: "cannot decide while whose block it is is unknown",
    given: [bucket(), aspect("bucketPublicAccessBlock", { ...blocks, bucket: unknown })],
    says: undecided("bucket of vault-bucketPublicAccessBlock"),
  },
]);

const tls = {
  Sid: "TlsOnly",
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: ["arn:aws:s3:::app-backups", "arn:aws:s3:::app-backups/*"],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};

const tlsRemedy = [
  "TLS only is required",
  'add a statement that denies s3:* to "*" on the bucket and its objects where aws:SecureTransport is false',
];
describeRule(bucketRefusesPlainHttp, [
  { name: "accepts the statement", given: [bucket(), policy(tls)] },
  { name: "refuses no policy", given: [bucket()], says: says("no bucket policy", ...tlsRemedy) },
  {
    name: "accepts a statement that holds without the key too",
    given: [bucket(), policy({ ...tls, Condition: { BoolIfExists: tls.Condition.Bool } })],
  },
  {
    name: "refuses a statement with a condition that is never met",
    given: [bucket(), policy({ ...tls, Condition: { Bool: { "aws:SecureTransport": [] } } })],
    says: says("the bucket policy allows plain HTTP", ...tlsRemedy),
  },
  {
    name: "refuses a statement narrowed by a second condition",
    given: [
      bucket(),
      policy({ ...tls, Condition: { ...tls.Condition, StringLike: { "aws:UserAgent": "curl*" } } }),
    ],
    says: says("the bucket policy allows plain HTTP", ...tlsRemedy),
  },
  {
    name: "refuses a statement on the objects alone",
    given: [bucket(), policy({ ...tls, Resource: "arn:aws:s3:::app-backups/*" })],
    says: says("the bucket policy allows plain HTTP to its own requests", ...tlsRemedy),
  },
  {
    name: "refuses a statement on the bucket alone",
    given: [bucket(), policy({ ...tls, Resource: "arn:aws:s3:::app-backups" })],
    says: says("the bucket policy allows plain HTTP to its objects", ...tlsRemedy),
  },
  {
    name: "refuses a statement on another bucket",
    given: [bucket(), policy({ ...tls, Resource: ["arn:aws:s3:::other", "arn:aws:s3:::other/*"] })],
    says: says("the bucket policy allows plain HTTP", ...tlsRemedy),
  },
  {
    name: "accepts the statement in another partition",
    given: [
      bucket(),
      policy({ ...tls, Resource: tls.Resource.map((arn) => arn.replace("arn:aws:", "arn:aws-us-gov:")) }),
    ],
  },
  {
    name: "refuses a policy that is no JSON",
    given: [bucket(), aspect("bucketPolicy", { policy: "{" })],
    says: says("policy is no JSON", "a policy document must be readable", "write it with JSON.stringify"),
  },
  {
    name: "cannot decide on an unknown policy",
    given: [bucket(), aspect("bucketPolicy", { policy: unknown })],
    says: undecided("policy"),
  },
]);

const foreign = (who: string, on = "BucketPolicy vault-bucketPolicy") => [
  `violation | ${on}: statement Read allows ${who}; only your own account, those of the setting trustedAccounts, and services bound to one by aws:SourceAccount, may be allowed; grant access with IAM policies of your own account, or add the account or the condition`,
];
const own = { AWS: "arn:aws:iam::111122223333:root" };
const logging = { Service: "logging.s3.amazonaws.com" };

const allow = { Sid: "Read", Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
describeRule(bucketTrustsNoForeigner, [
  { name: "accepts a policy that only denies", given: [bucket(), policy(tls)] },
  {
    name: "accepts an account of the setting",
    given: [bucket(), policy({ ...allow, Principal: own })],
    settings: { trustedAccounts: ["111122223333"] },
  },
  {
    name: "accepts a service bound to an account",
    given: [
      bucket(),
      policy({
        ...allow,
        Principal: logging,
        Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
      }),
    ],
  },
  {
    name: "refuses everybody",
    given: [bucket(), policy({ ...allow, Principal: "*" })],
    says: foreign("everybody"),
  },
  {
    name: "refuses everybody in the bucket's own inputs",
    given: [bucket({ policy: JSON.stringify({ Statement: [{ ...allow, Principal: "*" }] }) })],
    says: foreign("everybody", "Bucket vault"),
  },
  {
    name: "refuses another account",
    given: [bucket(), policy({ ...allow, Principal: own })],
    says: foreign("arn:aws:iam::111122223333:root"),
  },
  {
    name: "refuses a service on behalf of any account",
    given: [bucket(), policy({ ...allow, Principal: logging })],
    says: foreign("logging.s3.amazonaws.com"),
  },
  {
    name: "reports another account of a bucket without backups, as long as no account is known",
    given: [
      aspect("bucketPolicy", { bucket: "site", policy: { Statement: [{ ...allow, Principal: own }] } }),
    ],
    says: [
      "notice | BucketPolicy vault-bucketPolicy: statement Read allows arn:aws:iam::111122223333:root: name your accounts in trustedAccounts, or in the provider's allowedAccountIds",
    ],
  },
  {
    name: "cannot decide on an unknown policy",
    given: [bucket(), aspect("bucketPolicy", { policy: unknown })],
    says: undecidedOn("BucketPolicy vault-bucketPolicy", "policy"),
  },
]);

const ownership = (objectOwnership: Value) =>
  aspect("bucketOwnershipControls", { rule: { objectOwnership } });

describeRule(bucketHasNoAcl, [
  { name: "accepts the owner's rule", given: [bucket(), ownership("BucketOwnerEnforced")] },
  {
    name: "refuses writers as owners",
    given: [bucket(), ownership("ObjectWriter")],
    says: says(
      "object ownership is ObjectWriter",
      "BucketOwnerEnforced is required",
      "add a BucketOwnershipControls with that rule",
    ),
  },
  {
    name: "refuses an ACL",
    given: [bucket(), ownership("BucketOwnerEnforced"), aspect("bucketAcl", { acl: "public-read" })],
    says: says("acl is public-read", "no ACL may grant anything", "remove the ACL"),
  },
  ...[
    bucket({ grants: [{ type: "Group", permissions: ["READ"] }] }),
    aspect("bucketAcl", { accessControlPolicy: { grants: [{ permission: "READ" }] } }),
  ].map((granting) => ({
    name: `refuses the grants of a ${granting.type}`,
    given: [
      granting.name === "vault" ? granting : bucket(),
      ownership("BucketOwnerEnforced"),
      granting,
    ].filter((one, index, all) => all.indexOf(one) === index),
    says: says("an ACL has grants: 1", "no ACL may grant anything", "remove the ACL"),
  })),
  {
    name: "cannot decide on an unknown rule",
    given: [bucket(), ownership(unknown)],
    says: undecided("rule.objectOwnership"),
  },
]);
