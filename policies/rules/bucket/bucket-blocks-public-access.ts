import { bucketTypes, perBucket } from "../../support/aws/bucket";
import { violation } from "../../support/input/finding";
import type { StackRule } from "../../support/rule";

const BLOCKS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

/** No mistake in a policy or an ACL makes the bucket public. */
export const bucketBlocksPublicAccess: StackRule = {
  name: "bucket-blocks-public-access",
  demands: "A bucket has all four blocks of public access.",
  sources: ["AWS FSBP S3.8", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56", "CIS AWS 2.1.4"],
  profile: "recovery",
  severity: "critical",
  types: bucketTypes("bucketPublicAccessBlock"),
  checkStack: perBucket(function* (bucket) {
    yield* bucket.each("bucketPublicAccessBlock", function* (block) {
      const off = BLOCKS.filter((name) => block?.inputs.at(name).flag !== true);
      if (off.length > 0)
        yield violation(
          bucket.subject,
          `not on: ${off.join(", ")}`,
          "all four blocks of public access are required",
          "add a BucketPublicAccessBlock with all four true",
        );
    });
  }),
};
