import { bucketTypes, perBucket } from "../support/bucket";
import { violation } from "../support/finding";
import { statements, type Statement } from "../support/iam-document";
import type { StackRule } from "../support/rule";

const denies = (one: Statement): boolean =>
  !one.allows &&
  one.principals.some(({ value }) => value === "*") &&
  one.actions.some((action) => action === "*" || action === "s3:*") &&
  one.resources.some((resource) => resource.endsWith("/*") || resource === "*") &&
  one.conditions.length === 1 &&
  one.conditions.some(
    ({ operator, key, values }) =>
      operator === "bool" && key === "aws:securetransport" && values.every((value) => value === "false"),
  );

/** Nothing reaches the bucket in clear. */
export const bucketRefusesPlainHttp: StackRule = {
  name: "bucket-refuses-plain-http",
  demands: "A bucket's policy denies every request without TLS.",
  sources: ["AWS FSBP S3.5", "CIS AWS 2.1.1"],
  severity: "high",
  types: bucketTypes("bucketPolicy"),
  checkStack: perBucket(function* (bucket) {
    const policies = bucket.aspects("bucketPolicy");
    if (!policies.some((policy) => statements(policy.inputs.at("policy")).some(denies)))
      yield violation(
        bucket.subject,
        policies.length === 0 ? "no bucket policy" : "the bucket policy lets plain HTTP pass",
        "TLS only is asked for",
        'add a statement that denies s3:* to "*" on the bucket and its objects where aws:SecureTransport is false',
      );
  }),
};
