import { describe, expect, it } from "vitest";
import { backupWriterCannotDelete } from "../../../../policies/rules/iam/backup-writer-cannot-delete";
import { bucketTrustsNoForeigner } from "../../../../policies/rules/bucket/bucket-trusts-no-foreigner";
import { iamPolicyNamesActions } from "../../../../policies/rules/iam/iam-policy-names-actions";
import { iamPolicyNamesResources } from "../../../../policies/rules/iam/iam-policy-names-resources";
import { keyPolicyNamesPrincipals } from "../../../../policies/rules/iam/key-policy-names-principals";
import { roleTrustNamesPrincipals } from "../../../../policies/rules/iam/role-trust-names-principals";
import { unknown, type Fields, type Value } from "../../../../policies/support/input/value";
import { judge, resource, undecidedOn } from "../../support/cases";
import { aspect, bucket } from "../../support/vault";

const put = { Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::app-backups/*" };
const policy = (statement: Value) =>
  resource("aws:iam/rolePolicy:RolePolicy", "writer", { policy: { Statement: statement } });
const key = (statement: Value) => resource("aws:kms/key:Key", "vault", { policy: { Statement: statement } });
const role = (statement: Value) =>
  resource("aws:iam/role:Role", "writer", { assumeRolePolicy: { Statement: statement } });
const says = (path: string) => undecidedOn("RolePolicy writer", path);

describe("a policy given as an object, in which a preview does not know", () => {
  it.each([iamPolicyNamesActions, iamPolicyNamesResources, backupWriterCannotDelete])(
    "the statements, one of them, its effect or its action, is undecided: $name",
    (rule) => {
      expect(judge(rule, [policy(put)])).toEqual([]);
      expect(judge(rule, [policy(unknown)])).toEqual(says("policy.Statement"));
      expect(judge(rule, [policy([put, unknown])])).toEqual(says("policy.Statement[1]"));
      expect(judge(rule, [policy({ ...put, Effect: unknown })])).toEqual(says("policy.Statement.Effect"));
      expect(judge(rule, [policy([{ ...put, Action: ["s3:PutObject", unknown] }])])).toEqual(
        says("policy.Statement[0].Action[1]"),
      );
    },
  );
  it("a resource is undecided where resources count", () => {
    const open = policy([{ ...put, Action: ["s3:DeleteObject"], Resource: unknown }]);
    expect(judge(iamPolicyNamesResources, [open])).toEqual(says("policy.Statement[0].Resource"));
    expect(judge(backupWriterCannotDelete, [open])).toEqual(says("policy.Statement[0].Resource"));
    expect(judge(iamPolicyNamesActions, [open])).toEqual([]);
  });
  it("a condition that would narrow it is undecided", () => {
    const condition: Fields = { "ForAnyValue:StringEquals": { "kms:ResourceAliases": unknown } };
    const keys = { Effect: "Allow", Action: "kms:Decrypt", Resource: "arn:aws:kms:*:*:key/*" };
    expect(judge(iamPolicyNamesResources, [policy({ ...keys, Condition: condition })])).toEqual(
      says("policy.Statement.Condition.ForAnyValue:StringEquals.kms:ResourceAliases"),
    );
  });
  it("one statement, has all others judged", () => {
    expect(judge(iamPolicyNamesActions, [policy([unknown, { ...put, Action: "s3:*" }])])).toEqual([
      ...says("policy.Statement[0]"),
      "violation | RolePolicy writer: statement 2 allows s3:*; actions must be named; list the actions that are needed",
    ]);
  });
  it("a part, has what is known of it judged", () => {
    const wide = policy([{ ...put, Action: ["s3:*", unknown], Resource: [unknown, "*"] }]);
    expect(judge(iamPolicyNamesActions, [wide])).toEqual([
      "violation | RolePolicy writer: statement 1 allows s3:*; actions must be named; list the actions that are needed",
      ...says("policy.Statement[0].Action[1]"),
    ]);
    expect(judge(iamPolicyNamesResources, [wide])).toEqual([
      expect.stringMatching(/^violation \| RolePolicy writer: statement 1 allows s3:\* on \*; /),
      ...says("policy.Statement[0].Action[1]"),
    ]);
    expect(judge(backupWriterCannotDelete, [wide])).toEqual([
      expect.stringMatching(/^violation \| RolePolicy writer: statement 1 allows s3:DeleteObject, /),
      ...says("policy.Statement[0].Action[1]"),
    ]);
  });
  it("another action than some, stays undecided: less that is left out is more that is allowed", () => {
    const all = policy([{ Effect: "Allow", NotAction: [unknown], Resource: "arn:aws:s3:::app-backups/*" }]);
    expect(judge(backupWriterCannotDelete, [all])).toEqual(says("policy.Statement[0].NotAction[0]"));
  });
  it("a principal is undecided for a key, a role and a bucket", () => {
    const open: Fields = { Effect: "Allow", Principal: { AWS: [unknown] } };
    expect(judge(keyPolicyNamesPrincipals, [key(open)])).toEqual([
      ...undecidedOn("Key vault", "policy.Statement.Principal.AWS[0]"),
    ]);
    expect(judge(roleTrustNamesPrincipals, [role({ ...open, Principal: unknown })])).toEqual([
      ...undecidedOn("Role writer", "assumeRolePolicy.Statement.Principal"),
    ]);
    expect(
      judge(bucketTrustsNoForeigner, [bucket(), aspect("bucketPolicy", { policy: { Statement: [open] } })]),
    ).toEqual(undecidedOn("BucketPolicy vault-bucketPolicy", "policy.Statement[0].Principal.AWS[0]"));
  });
});
