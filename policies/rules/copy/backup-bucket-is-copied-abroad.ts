import { Groups, oncePerStack } from "../../support/input/groups";
import { bucketNames, holdsBackups, bucketTypes, perBucket, Bucket } from "../../support/aws/bucket";
import { notice, violation, type Clauses } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import type { StackRule } from "../../support/rule";
import { textsSetting } from "../../support/input/setting";
import { regionOf, stackOf, type Stack, type Subject } from "../../support/input/subject";

const primaryStacks = textsSetting(
  "primaryStacks",
  ["prod"],
  "Stacks whose backup buckets must be replicated; a standby's bucket is in the other region already.",
);

const REPLICATION = bucketTypes("bucketReplicationConfig").filter((type) => !bucketTypes().includes(type));

/** Destinations of enabled replication rules, each a bucket ARN that may be unknown. */
const destinations = (configs: readonly Subject[]): readonly Input[] =>
  configs
    .flatMap((config) => config.inputs.at("rules").items)
    .filter((rule) => rule.at("status").text === "Enabled")
    .map((rule) => rule.at("destination", "bucket"));

/** Bucket of a stack by its physical name, or by its ARN in any partition. @throws Undecided */
const named = (stack: Stack, name: string | undefined): Subject | undefined =>
  byName(stack).get(name?.replace(/^arn:aws[a-z-]*:s3:::/, "") ?? "");

/** Buckets of a stack by their physical names; of several of one name the first. */
const byName = oncePerStack(
  (stack) =>
    new Map(
      [...stack.ofType(...bucketTypes())].reverse().map((one) => [new Bucket(one, stack).name, one] as const),
    ),
);

/** Replications of a stack by the URNs of the buckets that they lead to; an unknown one may lead to any. */
const leading = oncePerStack(
  (stack) =>
    new Groups(stack.ofType(...REPLICATION), (config) =>
      destinations([config]).flatMap((arn) => (arn.isUnknown ? [] : (named(stack, arn.text)?.urn ?? []))),
    ),
);

/** Whether it is a replica of another bucket, in another region if it is replicated itself. */
function isReplica(bucket: Bucket, stack: Stack): boolean {
  const { own } = bucket.claims("bucketReplicationConfig");
  return leading(stack)
    .with(bucket.subject.urn)
    .filter((config) => !own.includes(config))
    .some((config) => {
      const leads = destinations([config]).some(
        (arn) => !arn.isUnknown && named(stack, arn.text) === bucket.subject,
      );
      if (!leads || own.length === 0) return leads;
      const source = named(stack, config.inputs.at("bucket").text);
      return source === undefined || regionOf(source).text !== regionOf(bucket.subject).text;
    });
}

const LIMIT = "a copy in another region is required";
const REMEDY = "add a BucketReplicationConfig with an enabled rule to a bucket in another region";

/** The problem of a destination in the stack; undefined for a bucket in another region. @throws Undecided */
function fault(source: Subject, arn: Input, target: Subject): Clauses | undefined {
  if (target === source) return ["replicated to itself", LIMIT, REMEDY];
  const [from, to] = [regionOf(source), regionOf(target)];
  if (!from.isSet || !to.isSet)
    return [
      `replicated to ${arn.shown}, but the region of one of them is not set`,
      LIMIT,
      "set region on both buckets, or on their providers",
    ];
  return from.text === to.text
    ? [`replicated to ${arn.shown} in ${to.shown}, its own region`, LIMIT, REMEDY]
    : undefined;
}

/** The loss of a region must not lose the backups. */
export const backupBucketIsCopiedAbroad: StackRule = {
  name: "backup-bucket-is-copied-abroad",
  demands:
    "A backup bucket of a primary stack is replicated to a bucket in another region, unless it is tagged purpose=repository: a database server archives to one in each region itself.",
  sources: ["AWS FSBP S3.7", "CKV_AWS_144", "REL09-BP02", "REL13-BP02"],
  profile: "recovery",
  severity: "critical",
  types: bucketTypes("bucketReplicationConfig"),
  settings: [primaryStacks, bucketNames],
  checkStack: (stack, settings) =>
    perBucket(function* (bucket) {
      const { subject } = bucket;
      const concerned =
        primaryStacks.of(settings).includes(stackOf(subject.urn)) && holdsBackups(bucket, settings);
      if (!concerned || bucket.isRepository || isReplica(bucket, stack)) return;
      yield* bucket.each("bucketReplicationConfig", function* (config) {
        const arns = destinations(config === undefined ? [] : [config]);
        if (arns.length === 0) yield violation(subject, "not replicated", LIMIT, REMEDY);
        for (const arn of new Map(arns.map((one) => [one.shown, one])).values()) {
          const target = named(stack, arn.text);
          const found = target && fault(subject, arn, target);
          if (found !== undefined) yield violation(subject, ...found);
          if (target === undefined)
            yield notice(
              subject,
              `replicated to ${arn.shown}, which this stack does not declare: check that it is in another region`,
            );
        }
      });
    })(stack, settings),
};
