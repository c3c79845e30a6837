import { bucketTypes, perBucket } from "../../support/aws/bucket";
import { isForAll } from "../../support/aws/public-bucket";
import { violation } from "../../support/input/finding";
import type { StackRule } from "../../support/rule";

const BLOCKS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

/** A new bucket has all four: somebody who switches one off needs a reason. */
export const bucketLeavesItsBlocksOn: StackRule = {
  name: "bucket-leaves-its-blocks-on",
  demands:
    "No block of public access of a bucket is switched off, unless it is a website or tagged purpose=public.",
  sources: ["AWS FSBP S3.8", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56"],
  profile: "general",
  labels: ["tag purpose=public"],
  severity: "high",
  types: bucketTypes("bucketPublicAccessBlock", "bucketWebsiteConfiguration"),
  checkStack: perBucket(function* (bucket) {
    for (const block of bucket.aspects("bucketPublicAccessBlock")) {
      const off = BLOCKS.filter((name) => block.inputs.at(name).flag === false);
      if (off.length > 0 && !isForAll(bucket))
        yield violation(
          bucket.subject,
          `off: ${off.join(", ")}`,
          "a bucket that is no website needs all four blocks of public access",
          "switch them on, or tag a bucket that everybody is meant to read with purpose: public",
        );
    }
  }),
};
