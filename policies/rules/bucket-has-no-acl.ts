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
    yield* bucket.each("bucketOwnershipControls", function* (controls) {
      const ownership = controls?.inputs.at("rule", "objectOwnership").shown ?? "absent";
      if (ownership !== "BucketOwnerEnforced")
        yield violation(
          bucket.subject,
          `object ownership is ${ownership}`,
          "BucketOwnerEnforced is asked for",
          "add a BucketOwnershipControls with that rule",
        );
    });
    const limit = "no ACL may grant anything";
    const { inputs } = bucket.subject;
    const beside = bucket.aspects("bucketAcl");
    for (const acl of [inputs.at("acl"), ...beside.map((one) => one.inputs.at("acl"))])
      if (acl.isSet && acl.text !== "private")
        yield violation(bucket.subject, `acl is ${acl.shown}`, limit, "remove the ACL");
    const grants = beside.map((one) => one.inputs.at("accessControlPolicy", "grants"));
    for (const { items } of [inputs.at("grants"), ...grants])
      if (items.length > 0)
        yield violation(bucket.subject, `an ACL has grants: ${items.length}`, limit, "remove the ACL");
  }),
};
