import type { Fields } from "../../../../policies/support/input/value";
import { resource } from "../../support/cases";
import { statement, type Corpus, type CorpusCase } from "../case";

const aspect = (kind: string, inputs: Fields) =>
  resource(`aws:s3/${kind}:${kind.charAt(0).toUpperCase()}${kind.slice(1)}`, `it-${kind}`, {
    bucket: "customers",
    ...inputs,
  });
const open = (what: string, inputs: Fields, ...beside: CorpusCase["given"]): CorpusCase => ({
  what,
  from: "checkov CKV_AWS_20, CKV_AWS_53-56; cfn_nag F16; prowler s3_bucket_public_access",
  given: [resource("aws:s3/bucket:Bucket", "it", { bucket: "customers", ...inputs }), ...beside],
  rules: ["bucket-trusts-no-foreigner", "bucket-is-public-for-a-site", "bucket-leaves-its-blocks-on"],
});
const read = (more: Fields = {}): string =>
  statement({ Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::customers/*", ...more });

/** Buckets that are open to everybody and are no site. */
export const publicBuckets: Corpus = {
  "public buckets": [
    open("everybody reads", {}, aspect("bucketPolicy", { policy: read() })),
    open("everybody reads, by the bucket itself", { policy: read() }),
    open(
      "everybody reads, under a condition that anybody meets",
      {},
      aspect("bucketPolicy", { policy: read({ Condition: { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } } }) }),
    ),
    open("everybody writes", {}, aspect("bucketPolicy", { policy: read({ Action: "s3:PutObject" }) })),
    open(
      "everybody lists",
      {},
      aspect("bucketPolicy", { policy: read({ Action: ["s3:GetObject", "s3:ListBucket"] }) }),
    ),
    open("an ACL for everybody", { acl: "public-read" }),
    open("an ACL for every account, beside", {}, aspect("bucketAcl", { acl: "authenticated-read" })),
    open("blocks off", {}, aspect("bucketPublicAccessBlock", { blockPublicPolicy: false })),
  ],
};
