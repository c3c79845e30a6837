import { bucketTypes, perBucket, type Bucket } from "../../support/aws/bucket";
import { covers, statements } from "../../support/aws/iam-document";
import { violation, type Finding } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import { numberSetting, textsSetting } from "../../support/input/setting";
import type { StackRule } from "../../support/rule";
import type { Fields } from "../../support/input/value";

const recordNames = textsSetting(
  "recordNames",
  ["*legal*"],
  "Name patterns of buckets with records that nobody may delete before their date.",
);
const recordDays = numberSetting("recordDays", 365, "Minimum days of the default lock of such a bucket.");

const LIFT = "s3:BypassGovernanceRetention";
const DAYS_PER_YEAR = 365;

/** Whether the bucket's policy denies lifting a lock to somebody. @throws Undecided */
const isGuarded = (bucket: Bucket): boolean =>
  bucket
    .aspects("bucketPolicy")
    .flatMap(({ inputs }) => (inputs.at("policy").isGiven ? statements(inputs.at("policy")) : []))
    .some(
      (one) =>
        !one.allows &&
        one.actions.some((pattern) => covers(pattern, LIFT)) &&
        // A refusal of plain HTTP is none of who lifts a lock over TLS.
        one.conditions.every(({ key }) => key.startsWith("aws:principal")),
    );

function* ofRecords(bucket: Bucket, retention: Input, settings: Fields): Iterable<Finding> {
  const days = (retention.at("days").number ?? 0) + (retention.at("years").number ?? 0) * DAYS_PER_YEAR;
  const [mode, least] = [retention.at("mode").shown, recordDays.of(settings)];
  if (mode !== "COMPLIANCE" || days < least)
    yield violation(
      bucket.subject,
      `records are locked for ${days} days in mode ${mode}`,
      `at least ${least} days in mode COMPLIANCE are required`,
      "set rule.defaultRetention so, or name the buckets of records in the setting recordNames",
    );
}

/** In mode GOVERNANCE a lock holds only those who may not lift it. */
export const objectLockCannotBeLifted: StackRule = {
  name: "object-lock-cannot-be-lifted",
  demands: `A bucket with a default lock in mode GOVERNANCE has a policy that denies ${LIFT}; a bucket of records, by its name, is locked in mode COMPLIANCE for long.`,
  sources: ["S3 Object Lock: retention modes", "AWS FSBP S3.15"],
  profile: "general",
  severity: "high",
  types: bucketTypes("bucketObjectLockConfiguration", "bucketPolicy"),
  settings: [recordNames, recordDays],
  checkStack: perBucket(function* (bucket, settings) {
    const isRecords = recordNames.of(settings).some((pattern) => covers(pattern, bucket.name));
    yield* bucket.each("bucketObjectLockConfiguration", function* (lock) {
      const retention = lock?.inputs.at("rule", "defaultRetention");
      if (retention === undefined || !retention.isSet) return;
      if (isRecords) yield* ofRecords(bucket, retention, settings);
      else if (retention.at("mode").text === "GOVERNANCE" && !isGuarded(bucket))
        yield violation(
          bucket.subject,
          "anyone with the right lifts its lock of mode GOVERNANCE",
          `its policy must deny ${LIFT}`,
          "deny it to the roles of jobs and users, or set mode COMPLIANCE",
        );
    });
  }),
};
