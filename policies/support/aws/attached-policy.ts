import type { Input } from "../input/input";
import type { Subject } from "../input/subject";
import { awsType } from "./types";

const ONE = ["rolePolicyAttachment", "userPolicyAttachment", "groupPolicyAttachment", "policyAttachment"];
const EXCLUSIVE = ["role", "user", "group"].map((of) => `${of}PolicyAttachmentsExclusive`);
const ROLE = "aws:iam/role:Role";
const token = (name: string): string => awsType("iam", name);
const exclusive = EXCLUSIVE.map(token);

/** Tokens of the resources that attach policies to identities. */
export const attachmentTypes: readonly string[] = [...ONE.map(token), ...exclusive, ROLE];

/** ARNs of the policies that a resource attaches. @throws Undecided while their number is unknown */
export function attachedPolicies({ type, inputs }: Subject): readonly Input[] {
  if (type === ROLE) return inputs.at("managedPolicyArns").items;
  return exclusive.includes(type) ? inputs.at("policyArns").items : [inputs.at("policyArn")];
}
