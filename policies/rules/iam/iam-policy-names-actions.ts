import { violation } from "../../support/input/finding";
import { iamPolicyTypes, perAllow } from "../../support/aws/per-statement";
import type { ResourceRule } from "../../support/rule";

/** True for `*`, `*:*`, `s3:*` and other patterns of every action of a service, such as `s3:?*`. */
const isEverything = (action: string): boolean => /^([a-z0-9*?-]+:)?\?*\*[*?]*$/i.test(action);

/** A permission must say what it permits. */
export const iamPolicyNamesActions: ResourceRule = {
  name: "iam-policy-names-actions",
  demands: "An IAM policy allows named actions: neither a whole service nor all actions except some.",
  sources: ["AWS FSBP IAM.1", "AWS FSBP IAM.21", "CKV_AWS_289"],
  profile: "general",
  severity: "high",
  types: iamPolicyTypes,
  check: perAllow(function* (one, subject) {
    const wide = [...one.actions.filter(isEverything), ...(one.notActions.length > 0 ? ["NotAction"] : [])];
    if (wide.length > 0)
      yield violation(
        subject,
        `${one.label} allows ${wide.join(", ")}`,
        "actions must be named",
        "list the actions that are needed",
      );
  }),
};
