import { objectLockCannotBeLifted } from "../../../../policies/rules/bucket/object-lock-cannot-be-lifted";
import { unknown, type Fields } from "../../../../policies/support/input/value";
import { describeRule } from "../../support/cases";
import { aspect, bucket, policy, says, undecided } from "../../support/vault";

const lock = (defaultRetention: Fields) =>
  aspect("bucketObjectLockConfiguration", { objectLockEnabled: "Enabled", rule: { defaultRetention } });
const governed = lock({ mode: "GOVERNANCE", days: 30 });
const deny = (condition?: Fields) =>
  policy({
    Effect: "Deny",
    Principal: "*",
    Action: ["s3:BypassGovernanceRetention"],
    Resource: "*",
    ...(condition === undefined ? {} : { Condition: condition }),
  });
const lifted = says(
  "anyone with the right lifts its lock of mode GOVERNANCE",
  "its policy must deny s3:BypassGovernanceRetention",
  "deny it to the roles of jobs and users, or set mode COMPLIANCE",
);

describeRule(objectLockCannotBeLifted, [
  { name: "accepts no lock, which another rule reports", given: [bucket()] },
  { name: "accepts COMPLIANCE", given: [bucket(), lock({ mode: "COMPLIANCE", days: 1 })] },
  { name: "accepts a policy that denies lifting", given: [bucket(), governed, deny()] },
  {
    name: "accepts one that denies it to roles",
    given: [
      bucket(),
      governed,
      deny({ ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::111111111111:role/job" } }),
    ],
  },
  { name: "refuses GOVERNANCE without a policy", given: [bucket(), governed], says: lifted },
  {
    name: "refuses a policy that denies it over plain HTTP alone",
    given: [bucket(), governed, deny({ Bool: { "aws:SecureTransport": "false" } })],
    says: lifted,
  },
  {
    name: "cannot decide on an unknown policy",
    given: [bucket(), governed, aspect("bucketPolicy", { policy: unknown })],
    says: undecided("policy"),
  },
]);
