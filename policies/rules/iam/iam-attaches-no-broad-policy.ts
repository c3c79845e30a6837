import { awsType } from "../../support/aws/types";
import { attempt, violation, type Finding } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import type { ResourceRule } from "../../support/rule";
import type { Subject } from "../../support/input/subject";

const ONE = ["rolePolicyAttachment", "userPolicyAttachment", "groupPolicyAttachment", "policyAttachment"];
const EXCLUSIVE = ["role", "user", "group"].map((of) => `${of}PolicyAttachmentsExclusive`);
const ROLE = "aws:iam/role:Role";
const token = (name: string): string => awsType("iam", name);
const exclusive = EXCLUSIVE.map(token);

/** AWS-managed policies for a whole account or service; some have a suffix, such as `FullAccess_v2`. */
const BROAD = /^arn:aws[a-z-]*:iam::aws:policy\/(.*\/)?(AdministratorAccess|PowerUserAccess|\w*FullAccess)/i;

function attached({ type, inputs }: Subject): readonly Input[] {
  if (type === ROLE) return inputs.at("managedPolicyArns").items;
  return exclusive.includes(type) ? inputs.at("policyArns").items : [inputs.at("policyArn")];
}

function* judged(subject: Subject, arn: Input): Iterable<Finding> {
  if (BROAD.test(arn.text ?? ""))
    yield violation(
      subject,
      `attaches ${arn.shown}`,
      "no AWS-managed policy for a whole account or service may be attached",
      "attach your own policy that names actions and resources",
    );
}

/** The stack itself must state what a job may do, not a broad AWS-managed policy. */
export const iamAttachesNoBroadPolicy: ResourceRule = {
  name: "iam-attaches-no-broad-policy",
  demands:
    "No role, user or group has an AWS-managed policy AdministratorAccess, PowerUserAccess, IAMFullAccess or FullAccess to a service.",
  sources: ["AWS FSBP IAM.1", "CKV_AWS_274", "CIS AWS 1.16"],
  severity: "critical",
  types: [...ONE.map(token), ...exclusive, ROLE],
  *check(subject) {
    for (const arn of attached(subject)) yield* attempt(subject, () => judged(subject, arn));
  },
};
