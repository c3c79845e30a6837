import { bucketTypes, perBucket } from "../../support/aws/bucket";
import { isBound } from "../../support/aws/confused-deputy";
import { violation } from "../../support/input/finding";
import type { Statement } from "../../support/aws/iam-document";
import { perStatement } from "../../support/aws/per-statement";
import type { StackRule } from "../../support/rule";
import { textsSetting } from "../../support/input/setting";

const trustedAccounts = textsSetting(
  "trustedAccounts",
  [],
  "Account numbers whose principals a bucket policy may grant access.",
);

/** Conditions that tie an AWS service's request to one account or resource (confused deputy). */
const DEPUTY_KEYS = ["aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID"];

function foreigners(one: Statement, trusted: readonly string[]): readonly string[] {
  if (!one.allows) return [];
  if (one.hasNotPrincipal) return ["NotPrincipal"];
  return one.principals
    .filter(({ kind, value }) => {
      if (kind === "Service") return !isBound(one, DEPUTY_KEYS);
      if (kind !== "AWS") return true;
      return !trusted.includes(/^\d{12}$/.exec(value)?.[0] ?? value.split(":")[4] ?? "");
    })
    .map(({ kind, value }) => (kind === "*" ? "everybody" : value));
}

/** Other accounts have no access to backups. */
export const bucketTrustsNoForeigner: StackRule = {
  name: "bucket-trusts-no-foreigner",
  demands:
    "A bucket's policy allows nothing to everybody, to another account, or to a service on behalf of any account.",
  sources: ["AWS FSBP S3.6", "CKV_AWS_70"],
  severity: "critical",
  types: bucketTypes("bucketPolicy"),
  settings: [trustedAccounts],
  checkStack: perBucket(function* (bucket, settings) {
    const beside = bucket.aspects("bucketPolicy").map(({ inputs }) => inputs.at("policy"));
    // A policy may be in the bucket itself too; after creation AWS returns the separate one there.
    const own = bucket.subject.inputs.at("policy");
    const isElsewhere = own.isUnknown ? beside.length > 0 : !own.isGiven;
    for (const policy of isElsewhere ? beside : [own, ...beside])
      yield* perStatement(bucket.subject, policy, function* (one) {
        const found = foreigners(one, trustedAccounts.of(settings));
        if (found.length > 0)
          yield violation(
            bucket.subject,
            `${one.label} allows ${found.join(", ")}`,
            "only accounts of the setting trustedAccounts, and services bound to one by aws:SourceAccount, may be allowed",
            "grant access with IAM policies of your own account, or add the account or the condition",
          );
      });
  }),
};
