import { bucketTypes, perBucket, type Bucket } from "../../support/aws/bucket";
import { statements } from "../../support/aws/iam-document";
import { isPublicRead } from "../../support/aws/public-read";
import { violation, type Finding } from "../../support/input/finding";
import { isForAll } from "../../support/aws/public-bucket";
import type { StackRule } from "../../support/rule";

/** ACLs that let others than the owner in. */
const OPEN = ["public-read", "public-read-write", "authenticated-read"];

/** What opens a bucket to everybody, in words. @throws Undecided */
function* openings(bucket: Bucket): Iterable<string> {
  const acls = [bucket.subject, ...bucket.aspects("bucketAcl")].map(({ inputs }) => inputs.at("acl"));
  for (const acl of acls) if (!acl.isUnknown && OPEN.includes(acl.text ?? "")) yield `acl is ${acl.shown}`;
  for (const { inputs } of [bucket.subject, ...bucket.aspects("bucketPolicy")])
    for (const one of inputs.at("policy").isGiven ? statements(inputs.at("policy")) : [])
      if (isPublicRead(one)) yield `${one.label} lets everybody read`;
}

/** A bucket that everybody can read should be one that everybody is meant to read. */
export const bucketIsPublicForASite: StackRule = {
  name: "bucket-is-public-for-a-site",
  demands: "A bucket that everybody can read, by its policy or ACL, is a website or tagged purpose=public.",
  sources: ["AWS FSBP S3.2", "CKV_AWS_20"],
  profile: "general",
  labels: ["tag purpose=public"],
  severity: "critical",
  types: bucketTypes("bucketPolicy", "bucketAcl", "bucketWebsiteConfiguration"),
  checkStack: perBucket(function* (bucket): Iterable<Finding> {
    for (const what of openings(bucket))
      if (!isForAll(bucket))
        yield violation(
          bucket.subject,
          what,
          "only a website may be open to everybody",
          "close it, or tag a bucket that everybody is meant to read with purpose: public",
        );
  }),
};
