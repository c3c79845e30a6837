import { bucketTypes, perBucket } from "../support/bucket";
import { violation } from "../support/finding";
import type { StackRule } from "../support/rule";

/** Access is decided in policies alone, where it can be read. */
export const bucketHasNoAcl: StackRule = {
  name: "bucket-has-no-acl",
  demands: "A bucket's owner owns all objects, and no ACL grants anything.",
  sources: ["AWS FSBP S3.12", "CKV2_AWS_65"],
  severity: "high",
  types: bucketTypes("bucketOwnershipControls", "bucketAcl"),
  checkStack: perBucket(function* (bucket) {
    const [controls] = bucket.aspects("bucketOwnershipControls");
    const ownership = controls?.inputs.at("rule", "objectOwnership").shown ?? "absent";
    if (ownership !== "BucketOwnerEnforced")
      yield violation(
        bucket.subject,
        `object ownership is ${ownership}`,
        "BucketOwnerEnforced is asked for",
        "add a BucketOwnershipControls with that rule",
      );
    const acls = [
      bucket.subject.inputs.at("acl"),
      ...bucket.aspects("bucketAcl").map((one) => one.inputs.at("acl")),
    ];
    for (const acl of acls.filter((one) => one.isSet && one.text !== "private"))
      yield violation(bucket.subject, `acl is ${acl.shown}`, "no ACL may grant anything", "remove the ACL");
  }),
};
