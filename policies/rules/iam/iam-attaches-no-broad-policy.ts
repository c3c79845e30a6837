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

/** AWS's own policies for all of an account, and for all of a service; some have a suffix, as `FullAccess_v2`. */
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
      "no policy of AWS's own for a whole account or service may be attached",
      "attach a policy of your own that names actions and resources",
    );
}

/** What a job may do is written down in this stack, not in a policy of AWS's for everything. */
export const iamAttachesNoBroadPolicy: ResourceRule = {
  name: "iam-attaches-no-broad-policy",
  demands:
    "No role, user or group has AWS's own AdministratorAccess, PowerUserAccess, IAMFullAccess or FullAccess to a service.",
  sources: ["AWS FSBP IAM.1", "CKV_AWS_274", "CIS AWS 1.16"],
  severity: "critical",
  types: [...ONE.map(token), ...exclusive, ROLE],
  *check(subject) {
    for (const arn of attached(subject)) yield* attempt(subject, () => judged(subject, arn));
  },
};
