import { bucketTypes, perBucket, type Bucket } from "../support/bucket";
import { violation } from "../support/finding";
import { covers } from "../support/iam-document";
import type { Input } from "../support/input";
import type { StackRule } from "../support/rule";
import { textsSetting } from "../support/setting";
import { stackOf, type Stack, type Subject } from "../support/subject";

const primaryStacks = textsSetting(
  "primaryStacks",
  ["prod"],
  "Stacks whose backup buckets need a copy; a standby's bucket is in the other region already.",
);
const bucketNames = textsSetting(
  "bucketNames",
  ["*backup*"],
  "Patterns of the names of buckets that hold backups.",
);

const REPLICATION = bucketTypes("bucketReplicationConfig").filter((type) => !bucketTypes().includes(type));

/** Enabled destinations of replication rules, each a bucket ARN that may be unknown. */
const destinations = (configs: readonly Subject[]): readonly Input[] =>
  configs
    .flatMap((config) => config.inputs.at("rules").items)
    .filter((rule) => rule.at("status").text === "Enabled")
    .map((rule) => rule.at("destination", "bucket"));

function isReplica(bucket: Bucket, stack: Stack): boolean {
  return destinations(stack.ofType(...REPLICATION)).some(
    (arn) => !arn.isUnknown && arn.text === `arn:aws:s3:::${bucket.name}`,
  );
}

const regionOf = (stack: Stack, arn: Input): string | undefined => {
  const target = stack
    .ofType(...bucketTypes())
    .find((one) => arn.text === `arn:aws:s3:::${one.inputs.at("bucket").shown}`);
  return target?.inputs.at("region").text;
};

/** A region that is lost does not take the backups with it. */
export const backupBucketIsCopiedAbroad: StackRule = {
  name: "backup-bucket-is-copied-abroad",
  demands: "A backup bucket of a primary stack is replicated to a bucket in another region.",
  sources: ["AWS FSBP S3.7", "CKV_AWS_144", "REL09-BP02", "REL13-BP02"],
  severity: "critical",
  types: bucketTypes("bucketReplicationConfig"),
  settings: [primaryStacks, bucketNames],
  checkStack: (stack, settings) =>
    perBucket(function* (bucket) {
      const { subject, name } = bucket;
      const concerned =
        primaryStacks.of(settings).includes(stackOf(subject.urn)) &&
        bucketNames.of(settings).some((pattern) => covers(pattern, name));
      if (!concerned || isReplica(bucket, stack)) return;
      const remedy = "add a BucketReplicationConfig with an enabled rule to a bucket in another region";
      const limit = "a copy in another region is asked for";
      yield* bucket.each("bucketReplicationConfig", function* (config) {
        const arns = destinations(config === undefined ? [] : [config]);
        if (arns.length === 0) yield violation(subject, "not replicated", limit, remedy);
        const region = subject.inputs.at("region");
        for (const arn of new Map(arns.map((one) => [one.shown, one])).values())
          if (region.isSet && regionOf(stack, arn) === region.text)
            yield violation(
              subject,
              `replicated to ${arn.shown} in ${region.shown}, its own region`,
              limit,
              remedy,
            );
      });
    })(stack, settings),
};
