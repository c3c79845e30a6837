import { bucketTypes, perBucket } from "../../support/aws/bucket";
import { violation } from "../../support/input/finding";
import type { StackRule } from "../../support/rule";

/** Overwritten and deleted objects can be restored. */
export const bucketIsVersioned: StackRule = {
  name: "bucket-is-versioned",
  demands: "A bucket keeps versions.",
  sources: ["AWS FSBP S3.14", "CKV_AWS_21"],
  profile: "recovery",
  severity: "high",
  types: bucketTypes("bucketVersioning"),
  checkStack: perBucket(function* (bucket) {
    yield* bucket.each("bucketVersioning", function* (versioning) {
      const status = versioning?.inputs.at("versioningConfiguration", "status").shown ?? "absent";
      if (status !== "Enabled")
        yield violation(
          bucket.subject,
          `versioning is ${status}`,
          "Enabled is required",
          "add a BucketVersioning with status Enabled",
        );
    });
  }),
};
