import {
  bucketNames,
  holdsBackups,
  bucketTypes,
  perBucket,
  REPLICATION_SELECTS,
  rulePrefix,
  type Bucket,
} from "../../support/aws/bucket";
import { violation } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import type { StackRule } from "../../support/rule";

/** Maximum days for temporary objects; a backup is kept longer. */
const PASSING_DAYS = 1;

const isEnabled = (rule: Input): boolean => rule.at("status").text === "Enabled";

/** Prefixes whose objects a bucket keeps; the whole bucket if its lifecycle names none. @throws Undecided */
function kept(bucket: Bucket): readonly string[] {
  const prefixes = bucket
    .aspects("bucketLifecycleConfiguration")
    .flatMap(({ inputs }) => inputs.at("rules").items)
    .filter((rule) => isEnabled(rule) && (rule.at("expiration", "days").number ?? 0) > PASSING_DAYS)
    .map((rule) => rulePrefix(rule) ?? "");
  return prefixes.length === 0 ? [""] : [...new Set(prefixes)];
}

/** Every prefix that is kept needs its replica. */
export const replicationCoversWhatIsKept: StackRule = {
  name: "replication-covers-what-is-kept",
  demands: `A backup bucket's replication covers each prefix that its lifecycle keeps for more than ${PASSING_DAYS} day, or the whole bucket if the lifecycle names none.`,
  sources: ["AWS FSBP S3.7", "REL09-BP02", "STOCK-1"],
  profile: "recovery",
  severity: "critical",
  types: bucketTypes("bucketReplicationConfig", "bucketLifecycleConfiguration"),
  settings: [bucketNames],
  checkStack: perBucket(function* (bucket, settings) {
    const { own, open } = bucket.claims("bucketReplicationConfig");
    if (own.length + open.length === 0 || !holdsBackups(bucket, settings)) return;
    yield* bucket.each("bucketReplicationConfig", function* (config) {
      const rules = config?.inputs.at("rules").items.filter(isEnabled) ?? [];
      const copied = rules.flatMap((rule) => rulePrefix(rule, REPLICATION_SELECTS) ?? []);
      const left = kept(bucket).filter((prefix) => !copied.some((one) => prefix.startsWith(one)));
      // Another rule reports a bucket without replication.
      if (rules.length > 0 && left.length > 0)
        yield violation(
          bucket.subject,
          `replication leaves out ${left.map((prefix) => (prefix === "" ? "part of the bucket" : prefix)).join(", ")}`,
          "everything that is kept must be replicated",
          "add an enabled replication rule for it",
        );
    });
  }),
};
