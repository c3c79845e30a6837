import { iamAttachesNoBroadPolicy } from "../../../../policies/rules/iam/iam-attaches-no-broad-policy";
import { iamAttachesNoServiceWidePolicy } from "../../../../policies/rules/iam/iam-attaches-no-service-wide-policy";
import { unknown, type Fields } from "../../../../policies/support/input/value";
import { describeRule, resource, undecidedOn } from "../../support/cases";

const aws = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const OWN = "arn:aws:iam::111122223333:policy/AdministratorAccess";
const attachment = (name: string, inputs: Fields) =>
  resource(`aws:iam/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`, "writer", inputs);
const says = (kind: string, arn: string) =>
  `violation | ${kind} writer: attaches ${arn}; no AWS-managed policy for a whole account may be attached; attach your own policy that names actions and resources`;

describeRule(iamAttachesNoBroadPolicy, [
  { name: "accepts a policy of one's own", given: [attachment("rolePolicyAttachment", { policyArn: OWN })] },
  {
    name: "accepts a narrow one of AWS's",
    given: [attachment("rolePolicyAttachment", { policyArn: aws("AmazonS3ReadOnlyAccess") })],
  },
  { name: "accepts a role without", given: [attachment("role", {})] },
  ...["RolePolicyAttachment", "UserPolicyAttachment", "GroupPolicyAttachment", "PolicyAttachment"].map(
    (kind) => ({
      name: `refuses a ${kind} of everything`,
      given: [
        attachment(kind.charAt(0).toLowerCase() + kind.slice(1), { policyArn: aws("AdministratorAccess") }),
      ],
      says: [says(kind, aws("AdministratorAccess"))],
    }),
  ),
  ...["Role", "User", "Group"].map((of) => ({
    name: `refuses ${of}PolicyAttachmentsExclusive of everything, and no other in its list`,
    given: [
      attachment(`${of.toLowerCase()}PolicyAttachmentsExclusive`, {
        policyArns: [OWN, aws("AdministratorAccess")],
      }),
    ],
    says: [says(`${of}PolicyAttachmentsExclusive`, aws("AdministratorAccess"))],
  })),
  ...["PowerUserAccess", "IAMFullAccess"].map((name) => ({
    name: `refuses a role with ${name}`,
    given: [attachment("role", { managedPolicyArns: [OWN, aws(name)] })],
    says: [says("Role", aws(name))],
  })),
  {
    name: "leaves a whole service to another rule",
    given: [attachment("role", { managedPolicyArns: [aws("AmazonS3FullAccess")] })],
  },
  {
    name: "cannot decide on unknown",
    given: [attachment("rolePolicyAttachment", { policyArn: unknown })],
    says: undecidedOn("RolePolicyAttachment writer", "policyArn"),
  },
  {
    name: "judges the others in a list with an unknown one",
    given: [attachment("role", { managedPolicyArns: [unknown, aws("AdministratorAccess")] })],
    says: [...undecidedOn("Role writer", "managedPolicyArns[0]"), says("Role", aws("AdministratorAccess"))],
  },
]);

const saysOfService = (arn: string) => [
  `violation | Role writer: attaches ${arn}; no AWS-managed policy for a whole service should be attached; attach your own policy that names actions and resources`,
];

describeRule(iamAttachesNoServiceWidePolicy, [
  {
    name: "accepts a narrow one of AWS's, and leaves a whole account to another rule",
    given: [
      attachment("role", { managedPolicyArns: [aws("AmazonS3ReadOnlyAccess"), aws("IAMFullAccess"), OWN] }),
    ],
  },
  ...["AmazonS3FullAccess", "AmazonDynamoDBFullAccess_v2"].map((name) => ({
    name: `refuses a role with ${name}`,
    given: [attachment("role", { managedPolicyArns: [OWN, aws(name)] })],
    says: saysOfService(aws(name)),
  })),
  {
    name: "refuses one under a path, in another partition",
    given: [
      attachment("role", { managedPolicyArns: ["arn:aws-cn:iam::aws:policy/job/AWSLambda_FullAccess"] }),
    ],
    says: saysOfService("arn:aws-cn:iam::aws:policy/job/AWSLambda_FullAccess"),
  },
  {
    name: "cannot decide on unknown",
    given: [attachment("rolePolicyAttachment", { policyArn: unknown })],
    says: undecidedOn("RolePolicyAttachment writer", "policyArn"),
  },
]);
