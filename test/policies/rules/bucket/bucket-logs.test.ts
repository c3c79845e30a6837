import { bucketLogsAccess } from "../../../../policies/rules/bucket/bucket-logs-access";
import { unknown, type Value } from "../../../../policies/support/input/value";
import { describeRule } from "../../support/cases";
import { aspect, bucket, says, undecided } from "../../support/vault";

const logsOf = aspect("bucketLogging", { bucket: "other", targetBucket: "app-backups" });
const log = (target: Value) => aspect("bucketLogging", { targetBucket: target });

describeRule(bucketLogsAccess, [
  { name: "accepts a log in another bucket", given: [bucket(), log("logs")] },
  { name: "accepts none where access logs go", given: [bucket(), logsOf] },
  {
    name: "refuses none",
    given: [bucket()],
    says: says("no access log", "each access must be logged", "add a BucketLogging with targetBucket"),
  },
  {
    name: "refuses a log in no bucket",
    given: [bucket(), log(null)],
    says: says("no access log", "each access must be logged", "add a BucketLogging with targetBucket"),
  },
  {
    name: "refuses a log in itself",
    given: [bucket(), log("app-backups")],
    says: says(
      "logs to itself",
      "the log must be in another bucket",
      "add a BucketLogging with targetBucket",
    ),
  },
  {
    name: "refuses a log in itself by reference, before it has a name",
    given: [
      bucket(),
      {
        ...aspect("bucketLogging", { targetBucket: unknown }),
        madeFrom: () => [{ urn: bucket().urn, type: bucket().type }],
      },
    ],
    says: says(
      "logs to itself",
      "the log must be in another bucket",
      "add a BucketLogging with targetBucket",
    ),
  },
  {
    name: "cannot decide while whose log it is is unknown",
    given: [bucket(), aspect("bucketLogging", { bucket: unknown, targetBucket: "logs" })],
    says: undecided("bucket of vault-bucketLogging"),
  },
]);
