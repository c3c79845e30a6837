import { deletedKeepDays } from "../../../lib/repository";
import { bucketTypes, perBucket, perLifecycle } from "../../support/aws/bucket";
import { violation } from "../../support/input/finding";
import type { StackRule } from "../../support/rule";
import { numberSetting } from "../../support/input/setting";

const minimumDays = numberSetting(
  "minimumDays",
  deletedKeepDays,
  "Minimum days for which a deleted or overwritten version stays in a repository.",
);

/** It has no object lock: old versions alone survive somebody who deletes with the server's rights. */
export const repositoryKeepsWhatWasDeleted: StackRule = {
  name: "repository-keeps-what-was-deleted",
  demands:
    "The lifecycle of a bucket tagged purpose=repository expires no object, and keeps noncurrent versions for a number of days.",
  sources: ["AWS FSBP S3.13", "REL09-BP02"],
  profile: "recovery",
  severity: "critical",
  types: bucketTypes("bucketLifecycleConfiguration"),
  settings: [minimumDays],
  checkStack: perBucket(function* (bucket, settings) {
    if (!bucket.isRepository) return;
    const limit = minimumDays.of(settings);
    yield* perLifecycle(bucket, function* (rules) {
      for (const rule of rules) {
        const { text: date } = rule.at("expiration", "date");
        if ((rule.at("expiration", "days").number ?? 0) > 0 || (date ?? "") !== "")
          yield violation(
            bucket.subject,
            `lifecycle rule ${rule.at("id").shown} expires objects`,
            "only the database server's own retention may: it knows what a kept backup needs",
            "remove expiration.days and expiration.date from the rule",
          );
        const days = rule.at("noncurrentVersionExpiration", "noncurrentDays").number ?? 0;
        if (days > 0 && days < limit)
          yield violation(
            bucket.subject,
            `lifecycle rule ${rule.at("id").shown} keeps what was deleted for ${days} days`,
            `at least ${limit} days are required`,
            `set noncurrentVersionExpiration.noncurrentDays to ${limit}`,
          );
      }
    });
  }),
};
