import { bucketTypes, perBucket } from "../../support/aws/bucket";
import { violation } from "../../support/input/finding";
import { Input } from "../../support/input/input";
import type { StackRule } from "../../support/rule";

/** The owner of a bucket owns every object in it, and ACLs have no effect. */
const ENFORCED = "BucketOwnerEnforced";

/** Grants on a bucket, from the bucket itself. */
const listed = (grant: Input) => ({
  sort: grant.at("type"),
  rights: grant.at("permissions").items,
});

/** Grants on a bucket, from a separate ACL. */
const listedBeside = (grant: Input) => ({
  sort: grant.at("grantee", "type"),
  rights: [grant.at("permission")],
});

/** Whether it is the default grant of every new bucket: its owner has all rights. */
const isOwners = ([grant, ...more]: readonly ReturnType<typeof listed>[]): boolean =>
  more.length === 0 &&
  (grant?.sort.text ?? "CanonicalUser") === "CanonicalUser" &&
  grant?.rights.every((right) => (right.text ?? "FULL_CONTROL") === "FULL_CONTROL") === true;

/** Only policies decide on access, where it can be read. */
export const bucketHasNoAcl: StackRule = {
  name: "bucket-has-no-acl",
  demands: "A bucket's owner owns all objects, and no ACL grants anything.",
  sources: ["AWS FSBP S3.12", "CKV2_AWS_65"],
  profile: "recovery",
  severity: "high",
  types: bucketTypes("bucketOwnershipControls", "bucketAcl"),
  checkStack: perBucket(function* (bucket) {
    yield* bucket.each("bucketOwnershipControls", function* (controls) {
      const ownership = controls?.inputs.at("rule", "objectOwnership").shown ?? "absent";
      if (ownership !== ENFORCED)
        yield violation(
          bucket.subject,
          `object ownership is ${ownership}`,
          `${ENFORCED} is required`,
          "add a BucketOwnershipControls with that rule",
        );
    });
    const limit = "no ACL may grant anything";
    const beside = bucket.aspects("bucketAcl");
    const isMoot = (): boolean =>
      bucket
        .aspects("bucketOwnershipControls")
        .some((controls) => controls.inputs.at("rule", "objectOwnership").text === ENFORCED);
    // The unknown grants of a new bucket do not matter if its ACL has no effect.
    const declared = (name: string): Input => {
      const value = bucket.subject.inputs.at(name);
      return value.isUnknown && isMoot() ? new Input(undefined) : value;
    };
    for (const acl of [declared("acl"), ...beside.map((one) => one.inputs.at("acl"))])
      if (acl.isGiven && acl.text !== "private")
        yield violation(bucket.subject, `acl is ${acl.shown}`, limit, "remove the ACL");
    const grants = [
      declared("grants").items.map(listed),
      ...beside.map((one) => one.inputs.at("accessControlPolicy", "grants").items.map(listedBeside)),
    ];
    for (const given of grants)
      if (given.length > 0 && !isOwners(given))
        yield violation(bucket.subject, `an ACL has grants: ${given.length}`, limit, "remove the ACL");
  }),
};
