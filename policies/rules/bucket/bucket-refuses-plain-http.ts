import { bucketTypes, perBucket, type Bucket } from "../../support/aws/bucket";
import { violation } from "../../support/input/finding";
import { covers, statements, type Statement } from "../../support/aws/iam-document";
import type { StackRule } from "../../support/rule";

/** AWS itself, China or GovCloud. */
const PARTITION = /^arn:aws[a-z-]*:/;

const denies = (one: Statement, arn: string): boolean =>
  !one.allows &&
  one.principals.some(({ value }) => value === "*") &&
  one.actions.some((action) => action === "*" || action === "s3:*") &&
  one.resources.some((resource) => covers(resource.replace(PARTITION, "arn:aws:"), arn)) &&
  one.conditions.length === 1 &&
  one.conditions.some(
    ({ operator, key, values }) =>
      ["bool", "boolifexists"].includes(operator) &&
      key === "aws:securetransport" &&
      values.length > 0 &&
      values.every((value) => value === "false"),
  );

/** Resources that a bucket's policy must protect: the bucket itself, and each object in it. */
const whole = ({ name }: Bucket) =>
  [
    ["own requests", `arn:aws:s3:::${name}`],
    ["objects", `arn:aws:s3:::${name}/any`],
  ] as const;

/** No request is sent in clear text. */
export const bucketRefusesPlainHttp: StackRule = {
  name: "bucket-refuses-plain-http",
  demands: "A bucket's policy denies every request without TLS.",
  sources: ["AWS FSBP S3.5", "CIS AWS 2.1.1"],
  profile: "recovery",
  severity: "high",
  types: bucketTypes("bucketPolicy"),
  checkStack: perBucket(function* (bucket) {
    yield* bucket.each("bucketPolicy", function* (policy) {
      const all = policy === undefined ? [] : statements(policy.inputs.at("policy"));
      const open = whole(bucket).filter(([, arn]) => !all.some((one) => denies(one, arn)));
      if (open.length > 0)
        yield violation(
          bucket.subject,
          policy === undefined
            ? "no bucket policy"
            : `the bucket policy allows plain HTTP${open.length === 1 ? ` to its ${String(open[0]?.[0])}` : ""}`,
          "TLS only is required",
          'add a statement that denies s3:* to "*" on the bucket and its objects where aws:SecureTransport is false',
        );
    });
  }),
};
