import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

/** AWS's default; the maximum is 2560. */
const MAXIMUM_DAYS = 365;

/** A leaked key must not open everything forever. */
export const keyRotates: ResourceRule = {
  name: "key-rotates",
  demands: "A symmetric KMS key rotates every year.",
  sources: ["AWS FSBP KMS.4", "CKV_AWS_7", "CIS AWS 3.6"],
  profile: "general",
  severity: "medium",
  types: ["aws:kms/key:Key"],
  *check(subject) {
    const kind = subject.inputs.at("customerMasterKeySpec").text ?? "SYMMETRIC_DEFAULT";
    if (kind !== "SYMMETRIC_DEFAULT") return;
    if (subject.inputs.at("enableKeyRotation").flag !== true)
      yield violation(
        subject,
        `enableKeyRotation is ${subject.inputs.at("enableKeyRotation").shown}`,
        "true is required",
        "set enableKeyRotation: true",
      );
    const days = subject.inputs.at("rotationPeriodInDays").number ?? MAXIMUM_DAYS;
    if (days > MAXIMUM_DAYS)
      yield violation(
        subject,
        `rotationPeriodInDays is ${days}`,
        `at most ${MAXIMUM_DAYS} is required`,
        `set rotationPeriodInDays: ${MAXIMUM_DAYS}, or remove it`,
      );
  },
};
