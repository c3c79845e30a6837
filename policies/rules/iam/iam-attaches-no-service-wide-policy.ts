import { attachmentTypes, attachedPolicies } from "../../support/aws/attached-policy";
import { attempt, violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";
import { ACCOUNT_WIDE } from "./iam-attaches-no-broad-policy";

/** AWS-managed policies for a whole service; some have a suffix, such as `FullAccess_v2`. */
const SERVICE_WIDE = /^arn:aws[a-z-]*:iam::aws:policy\/(.*\/)?\w*FullAccess/i;

/** Such a policy names no resource: it reaches every bucket, queue or table of the account. */
export const iamAttachesNoServiceWidePolicy: ResourceRule = {
  name: "iam-attaches-no-service-wide-policy",
  demands: "No role, user or group has an AWS-managed policy FullAccess to a service.",
  sources: ["AWS FSBP IAM.21", "CIS AWS 1.16"],
  profile: "general",
  severity: "high",
  types: attachmentTypes,
  *check(subject) {
    for (const arn of attachedPolicies(subject))
      yield* attempt(subject, function* () {
        const text = arn.text ?? "";
        if (SERVICE_WIDE.test(text) && !ACCOUNT_WIDE.test(text))
          yield violation(
            subject,
            `attaches ${arn.shown}`,
            "no AWS-managed policy for a whole service should be attached",
            "attach your own policy that names actions and resources",
          );
      });
  },
};
