import { bucketNames, bucketTypes } from "../../support/aws/bucket";
import { isBound } from "../../support/aws/confused-deputy";
import { covers, type Statement } from "../../support/aws/iam-document";
import { writesItsLogs } from "../../support/aws/load-balancer";
import { accountOf, ownAccounts, trustedAccounts } from "../../support/aws/own-account";
import { perStatement } from "../../support/aws/per-statement";
import { isClosed, isPublicRead } from "../../support/aws/public-read";
import { notice, violation } from "../../support/input/finding";
import type { Subject } from "../../support/input/subject";
import type { Fields } from "../../support/input/value";
import type { ResourceRule } from "../../support/rule";

/** Conditions that tie an AWS service's request to one account or resource (confused deputy). */
const DEPUTY_KEYS = ["aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID"];

/** Identity of a CloudFront distribution, which only its own account can give to one. */
const ORIGIN = /^arn:[^:]*:iam::cloudfront:user\/CloudFront Origin Access Identity \w+$/;

/** Principals that a statement allows, and that are neither of an own account nor bound to one. @throws Undecided */
function foreigners(one: Statement, own: readonly string[]): readonly string[] {
  if (!one.allows) return [];
  if (one.hasNotPrincipal) return ["NotPrincipal"];
  return one.principals
    .filter(({ kind, value }) => {
      if (kind === "Service") return !isBound(one, DEPUTY_KEYS);
      if (kind !== "AWS" || value === "*") return !isClosed(one);
      return !own.includes(accountOf(value) ?? "") && !ORIGIN.test(value) && !writesItsLogs(one, value);
    })
    .map(({ kind, value }) => (kind === "*" ? "everybody" : value));
}

/** Whether the policy's bucket holds backups, as far as its name is known. */
function holdsBackups({ inputs, name }: Subject, settings: Fields): boolean {
  const bucket = inputs.at("bucket");
  const shown = bucket.isUnknown ? name : (bucket.text ?? name);
  return bucketNames.of(settings).some((pattern) => covers(pattern, shown));
}

/** Other accounts have no access to backups. */
export const bucketTrustsNoForeigner: ResourceRule = {
  name: "bucket-trusts-no-foreigner",
  demands:
    "A bucket's policy allows nothing but reading objects to everybody, and nothing to another account, or to a service on behalf of any account. As long as neither the provider nor the setting trustedAccounts names an account, a named one gets a notice, unless the bucket holds backups.",
  sources: ["AWS FSBP S3.6", "CKV_AWS_70"],
  profile: "general",
  severity: "critical",
  types: bucketTypes("bucketPolicy"),
  settings: [trustedAccounts, bucketNames],
  *check(subject, settings) {
    const policy = subject.inputs.at("policy");
    if (!policy.isUnknown && !policy.isGiven) return;
    const own = ownAccounts(subject, settings);
    const isOfBackups = holdsBackups(subject, settings);
    const isStrict = own.length > 0 || isOfBackups;
    yield* perStatement(subject, policy, function* (one) {
      // Whether it is that of a site, only the whole stack tells: bucket-is-public-for-a-site.
      if (!isOfBackups && isPublicRead(one)) return;
      const found = foreigners(one, own);
      const named = found.filter((value) => accountOf(value) !== undefined);
      const refused = isStrict ? found : found.filter((value) => !named.includes(value));
      if (refused.length > 0)
        yield violation(
          subject,
          `${one.label} allows ${refused.join(", ")}`,
          "only your own account, those of the setting trustedAccounts, and services bound to one by aws:SourceAccount, may be allowed",
          "grant access with IAM policies of your own account, or add the account or the condition",
        );
      else if (named.length > 0)
        yield notice(
          subject,
          `${one.label} allows ${named.join(", ")}: name your accounts in trustedAccounts, or in the provider's allowedAccountIds`,
        );
    });
  },
};
