import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";
import { numberSetting } from "../../support/input/setting";
import { keyTypes } from "../../support/aws/types";

const minimumDays = numberSetting(
  "minimumDays",
  30,
  "Days that AWS must wait before it deletes a key; the maximum is 30.",
);

/** Without the key every backup is lost, so a mistaken deletion must leave time to notice. */
export const keyDeletionWaits: ResourceRule = {
  name: "key-deletion-waits",
  demands: "Deletion of a KMS key waits for AWS's maximum.",
  sources: ["AWS FSBP KMS.3", "REL09-BP02"],
  profile: "general",
  severity: "high",
  types: keyTypes,
  settings: [minimumDays],
  *check(subject, settings) {
    const limit = minimumDays.of(settings);
    const days = subject.inputs.at("deletionWindowInDays").number ?? 30;
    if (days < limit)
      yield violation(
        subject,
        `deletionWindowInDays is ${days}`,
        `at least ${limit} is required`,
        `set deletionWindowInDays: ${limit}`,
      );
  },
};
