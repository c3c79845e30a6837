import { attachedPolicies, attachmentTypes } from "../../support/aws/attached-policy";
import { attempt, violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

/** AWS-managed policies for a whole account, or with which one gets it. */
export const ACCOUNT_WIDE =
  /^arn:aws[a-z-]*:iam::aws:policy\/(.*\/)?(AdministratorAccess|PowerUserAccess|IAMFullAccess)/i;

/** The stack itself must state what a job may do, not a broad AWS-managed policy. */
export const iamAttachesNoBroadPolicy: ResourceRule = {
  name: "iam-attaches-no-broad-policy",
  demands:
    "No role, user or group has an AWS-managed policy AdministratorAccess, PowerUserAccess or IAMFullAccess.",
  sources: ["AWS FSBP IAM.1", "CKV_AWS_274", "CIS AWS 1.16"],
  profile: "general",
  severity: "critical",
  types: attachmentTypes,
  *check(subject) {
    for (const arn of attachedPolicies(subject))
      yield* attempt(subject, function* () {
        if (ACCOUNT_WIDE.test(arn.text ?? ""))
          yield violation(
            subject,
            `attaches ${arn.shown}`,
            "no AWS-managed policy for a whole account may be attached",
            "attach your own policy that names actions and resources",
          );
      });
  },
};
