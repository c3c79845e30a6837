import { arnOf } from "../../support/aws/arn";
import { violation } from "../../support/input/finding";
import { hasCondition, type Statement } from "../../support/aws/iam-document";
import { iamPolicyTypes, perAllow } from "../../support/aws/per-statement";
import type { ResourceRule } from "../../support/rule";
import { isUnnamed, isAccountWide } from "../../support/aws/unnamed-resource";

/** Actions that only read, and reveal no content. */
const isHarmless = (action: string): boolean => {
  const verb = action.slice(action.indexOf(":") + 1);
  return /^(List|Describe|Head|GetBucketLocation|GetCallerIdentity|GetMetric|GetInsightRuleReport|GetCoipPoolUsage)/.test(
    verb,
  );
};

const needsNoResource = (action: string): boolean => isHarmless(action) || isAccountWide(action);

/** Ids of keys are not known beforehand; an alias is as good. */
const narrowsKey = (one: Statement): boolean =>
  hasCondition(one, "kms:ResourceAliases", "ForAnyValue:StringEquals") ||
  hasCondition(one, "kms:ResourceAliases", "StringEquals");

/** A permission must name its resources. */
export const iamPolicyNamesResources: ResourceRule = {
  name: "iam-policy-names-resources",
  demands:
    "An IAM policy allows reading content, writing and decrypting only on named resources, and on all keys only with a condition on kms:ResourceAliases.",
  sources: ["AWS FSBP KMS.1", "AWS FSBP KMS.2", "CKV_AWS_288", "CKV_AWS_290", "CKV_AWS_355"],
  profile: "general",
  severity: "high",
  types: iamPolicyTypes,
  check: perAllow(function* (one, subject) {
    if (one.notActions.length === 0 && one.actions.every(needsNoResource)) return;
    const wide = one.resources.filter(isUnnamed).filter((resource) => {
      const isKeys = arnOf(resource).service === "kms";
      return !(isKeys && narrowsKey(one));
    });
    const found = [...wide, ...(one.notResources.length > 0 ? ["NotResource"] : [])];
    if (found.length > 0)
      yield violation(
        subject,
        `${one.label} allows ${[...one.actions, ...(one.notActions.length > 0 ? ["NotAction"] : [])].join(", ")} on ${found.join(", ")}`,
        "resources must be named",
        "name them by ARN; for keys add ForAnyValue:StringEquals on kms:ResourceAliases",
      );
  }),
};
