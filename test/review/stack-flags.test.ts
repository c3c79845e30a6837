import { expect, it } from "vitest";
import { changesBetween, type Resource } from "../../review/change";
import { flagId } from "../../review/flag";
import { exitCodeOf, review } from "../../review/review";
import { unexplained } from "../../review/stack-flags";
import type { StackReview } from "../../review/stack-review";

const role = (inputs: Resource["inputs"]): Resource => ({
  type: "postgresql:index/role:Role",
  name: "kyb-role",
  inputs,
});
const stackOf = (
  more: Partial<StackReview>,
  before: Resource[] = [],
  after: Resource[] = [],
): StackReview => ({
  stack: "prod",
  changes: changesBetween(before, after, () => []),
  unchanged: 0,
  before,
  outputs: { before: {}, after: {} },
  violations: [],
  errors: [],
  ...more,
});
const ids = (stacks: readonly StackReview[], secrets: readonly string[] = []): readonly string[] =>
  review(stacks, { services: ["kyb"], secrets }).flags.map(flagId);

it("takes the engine's refusal to delete what is protected for the flag that it is, and keeps other errors", () => {
  const errors = [
    'Preview failed: resource "urn:pulumi:prod::p::a:b:C$aws:s3/bucket:Bucket::kyb-vault" cannot be deleted because it is protected. To unprotect',
    'unable to replace resource "urn:pulumi:prod::p::aws:kms/key:Key::kyb-key"\nas it is currently marked for protection. To unprotect',
    "preview failed",
  ];
  const stack = stackOf({ errors });
  expect(ids([stack])).toEqual([
    "prod/protected-resource-lost/kyb-vault",
    "prod/protected-resource-lost/kyb-key",
  ]);
  const bucket: Resource = { type: "aws:s3/bucket:Bucket", name: "kyb-vault", inputs: {} };
  expect(ids([stackOf({ errors }, [bucket], [])])).toEqual([
    "prod/stateful-resource-deleted/kyb-vault",
    "prod/protected-resource-lost/kyb-key",
  ]);
  expect(unexplained(stack)).toEqual([]);
  expect(exitCodeOf(review([stack]))).toBe(10);
  expect(unexplained(stackOf({ errors: ["preview failed"] }))).toEqual(["preview failed"]);
  expect(unexplained(stackOf({ errors: ["connection refused", "preview failed"] }))).toEqual([
    "connection refused",
  ]);
});

it("finds a secret in plain text by its value, and never says it", () => {
  const found = review([stackOf({}, [], [role({ note: "x correct-horse y" })])], {
    secrets: ["correct-horse", "x"],
  });
  expect(found.flags.map(flagId)).toEqual(["prod/secret-in-plain-text/kyb-role"]);
  expect(JSON.stringify(found.flags)).not.toContain("correct-horse");
});

it("flags drift once a service, and not where the environments differed before", () => {
  const other = (inputs: Resource["inputs"]) => stackOf({ stack: "dr" }, [role(inputs)], [role(inputs)]);
  const one = stackOf(
    {},
    [role({ roles: ["a"], connectionLimit: 5 })],
    [role({ roles: [], connectionLimit: 9 })],
  );
  const drift = (stacks: readonly StackReview[]) =>
    review(stacks, { services: ["kyb"] }).flags.map(({ why }) => why);
  expect(drift([one, other({ roles: ["a"], connectionLimit: 5 })])).toEqual([
    "prod alone changes what dr had alike: kyb-role (roles.0, connectionLimit)",
  ]);
  expect(drift([one, other({ roles: ["b"], connectionLimit: 1 })])).toEqual([]);
});
