import { aspects, bucketTypes, perBucket } from "../../support/aws/bucket";
import { attempt, violation } from "../../support/input/finding";
import { Undecided } from "../../support/input/input";
import type { StackRule } from "../../support/rule";
import { label } from "../../support/input/subject";

/** Two resources of one kind overwrite each other at every update, and AWS keeps the last one. */
export const bucketHasOneOfEachSetting: StackRule = {
  name: "bucket-has-one-of-each-setting",
  demands:
    "A bucket has at most one resource of each kind that configures it, because S3 keeps one configuration of each.",
  sources: ["S3 PutBucketLifecycleConfiguration", "aws_s3_bucket_lifecycle_configuration"],
  profile: "general",
  severity: "high",
  types: bucketTypes(...aspects),
  checkStack: perBucket(function* (bucket) {
    for (const aspect of aspects)
      yield* attempt(bucket.subject, function* () {
        const { own, open } = bucket.claims(aspect);
        if (own.length > 1)
          yield violation(
            bucket.subject,
            `configured by ${own.map(label).join(" and ")}`,
            "S3 keeps one configuration of each kind: the last one to be updated wins",
            "merge them into one resource",
          );
        else if (own.length + open.length > 1 && own[0] !== undefined)
          throw new Undecided(`bucket of ${open[0]?.name ?? ""}`);
      });
  }),
};
