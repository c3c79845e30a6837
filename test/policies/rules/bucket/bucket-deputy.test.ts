import { bucketTrustsNoForeigner } from "../../../../policies/rules/bucket/bucket-trusts-no-foreigner";
import { unknown, type Fields } from "../../../../policies/support/input/value";
import { describeRule, undecidedOn } from "../../support/cases";
import { aspect, bucket } from "../../support/vault";

const given = (condition: Fields) => [
  bucket(),
  aspect("bucketPolicy", {
    policy: {
      Statement: [
        {
          Sid: "Read",
          Effect: "Allow",
          Principal: { Service: "logging.s3.amazonaws.com" },
          Condition: condition,
        },
      ],
    },
  }),
];

describeRule(bucketTrustsNoForeigner, [
  ...["arn:aws:s3:::app-data", "arn:aws:logs:us-east-1:111122223333:*"].map((arn) => ({
    name: `accepts a service bound to ${arn}`,
    given: given({ ArnLike: { "aws:SourceArn": arn } }),
  })),
  ...[
    { ArnLike: { "aws:SourceArn": "arn:aws:s3:::app-*" } },
    { ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } },
    { ArnLike: { "aws:SourceArn": "arn:aws:s3" } },
    { StringEquals: { "aws:SourceArn": "arn:aws:logs:us-east-1:*:*" } },
    { StringNotEquals: { "aws:SourceAccount": "111122223333" } },
    { StringEqualsIfExists: { "aws:SourceAccount": "111122223333" } },
    { StringLike: { "aws:SourceAccount": "1111*" } },
  ].map((condition) => ({
    name: `refuses a service bound to nobody by ${JSON.stringify(condition)}`,
    given: given(condition),
    says: [
      "violation | BucketPolicy vault-bucketPolicy: statement Read allows logging.s3.amazonaws.com; only your own account, those of the setting trustedAccounts, and services bound to one by aws:SourceAccount, may be allowed; grant access with IAM policies of your own account, or add the account or the condition",
    ],
  })),
  {
    name: "cannot decide on an account that is not known",
    given: given({ StringEquals: { "aws:SourceAccount": unknown } }),
    says: undecidedOn(
      "BucketPolicy vault-bucketPolicy",
      "policy.Statement[0].Condition.StringEquals.aws:SourceAccount",
    ),
  },
]);
