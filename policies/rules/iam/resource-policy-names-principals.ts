import { allowsEverybody } from "../../support/aws/everybody";
import { perStatement } from "../../support/aws/per-statement";
import { awsType } from "../../support/aws/types";
import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

/** Policies of resources other than buckets and keys, which have rules of their own. */
const POLICIES = [
  ["secretsmanager", "secretPolicy"],
  ["backup", "vaultPolicy"],
  ["sns", "topicPolicy"],
  ["sqs", "queuePolicy"],
  ["ecr", "repositoryPolicy"],
  ["glacier", "vaultLock"],
  ["kinesis", "resourcePolicy"],
  ["dynamodb", "resourcePolicy"],
] as const;

/** A policy for everybody is one for every account of AWS. */
export const resourcePolicyNamesPrincipals: ResourceRule = {
  name: "resource-policy-names-principals",
  demands:
    "The policy of a secret, a backup vault, a topic, a queue, an image repository, a table or a stream allows nothing to everybody, unless a condition names the organization, account, source or network.",
  sources: ["CKV_AWS_168", "CKV_AWS_169", "CKV_AWS_32", "prowler secretsmanager_not_publicly_accessible"],
  profile: "general",
  severity: "high",
  types: POLICIES.map(([module, name]) => awsType(module, name)),
  check: (subject) =>
    perStatement(subject, subject.inputs.at("policy"), function* (one) {
      if (allowsEverybody(one))
        yield violation(
          subject,
          `${one.label} allows everybody`,
          "principals must be named",
          "name the roles, or add a condition on aws:PrincipalOrgID, aws:SourceAccount or aws:SourceArn",
        );
    }),
};
