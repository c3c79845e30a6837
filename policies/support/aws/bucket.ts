import { repositoryTag } from "../../../lib/repository";
import { awsType } from "./types";
import { attempt, type Finding } from "../input/finding";
import { Undecided, type Input } from "../input/input";
import type { Stack, Subject } from "../input/subject";
import type { Fields } from "../input/value";
import { covers } from "./iam-document";
import { inlineSetting } from "./inline-setting";
import { References, references } from "./reference";
import { textsSetting } from "../input/setting";

/** Kinds of resources that each configure one aspect of a bucket. */
export const aspects = [
  "bucketAcl",
  "bucketLifecycleConfiguration",
  "bucketLogging",
  "bucketObjectLockConfiguration",
  "bucketOwnershipControls",
  "bucketPolicy",
  "bucketPublicAccessBlock",
  "bucketReplicationConfig",
  "bucketServerSideEncryptionConfiguration",
  "bucketVersioning",
  "bucketWebsiteConfiguration",
] as const;
/** One of {@link aspects}. */
export type Aspect = (typeof aspects)[number];

/** Tokens of an S3 resource: its own, and that of the deprecated class with V2 in its name. */
const tokens = (resource: string): readonly string[] =>
  ["", "V2"].map((suffix) => awsType("s3", `${resource}${suffix}`));

/** Tokens of buckets and of these aspects, for a rule on them. */
export function bucketTypes(...aspects: readonly Aspect[]): readonly string[] {
  return ["bucket" as const, ...aspects].flatMap(tokens);
}

/** Tokens of the resources that each configure one aspect of a bucket. */
export const aspectTypes: readonly string[] = aspects.flatMap(tokens);

/** A bucket of a stack with its configuring resources. */
export class Bucket {
  /** URN, name, id and ARN by which other resources refer to it, computed on first use. */
  private names: readonly string[] | undefined;

  constructor(
    readonly subject: Subject,
    private readonly stack: Stack,
  ) {}

  private get keys(): readonly string[] {
    this.names ??= [
      this.subject.urn,
      ...["bucket", "id", "arn"]
        .map((name) => this.subject.inputs.at(name))
        .flatMap((name) => (name.isUnknown ? [] : (name.text ?? []))),
    ];
    return this.names;
  }

  /** Physical name; the logical one while the physical is unknown. */
  get name(): string {
    const name = this.subject.inputs.at("bucket");
    return name.isUnknown ? this.subject.name : (name.text ?? this.subject.name);
  }

  /**
   * The resources that configure an aspect of this bucket, or else its own setting. A provider returns settings of other
   * resources in the bucket too, so theirs count.
   * @throws Undecided if there is none, but one with an unknown bucket may be it
   */
  aspects(aspect: Aspect): readonly Subject[] {
    const { own, open } = this.claims(aspect);
    const [first] = open;
    if (own.length > 0) return own;
    if (first !== undefined) throw new Undecided(`bucket of ${first.name}`);
    const inline = inlineSetting(this.subject, aspect);
    return inline === undefined ? [] : [inline];
  }

  /** The resources that configure an aspect of this bucket, and those whose bucket is unknown. */
  claims(aspect: Aspect): { readonly own: readonly Subject[]; readonly open: readonly Subject[] } {
    const all = references(this.stack, tokens(aspect), "bucket", tokens("bucket"));
    return { own: all.to(this.keys), open: all.open };
  }

  /**
   * Findings on each resource that configures an aspect, as if it were alone: AWS keeps an unknown one of several.
   * @param check gets undefined if there is none
   */
  *each(aspect: Aspect, check: (configured: Subject | undefined) => Iterable<Finding>): Iterable<Finding> {
    const own = this.aspects(aspect);
    for (const one of own.length === 0 ? [undefined] : own) yield* attempt(this.subject, () => check(one));
  }

  /** Whether it receives access logs: S3 delivers none to a bucket with a customer key or default object lock. */
  get takesAccessLogs(): boolean {
    const beside = references(this.stack, tokens("bucketLogging"), "targetBucket", tokens("bucket"));
    const inline = logTargets(this.stack);
    return (
      beside.to(this.keys).some((one) => this.isNamedBy(one, "bucket") !== true) ||
      inline.to(this.keys).some(({ urn }) => urn !== this.subject.urn)
    );
  }

  /** Whether a database server archives to it, by its tag: the server's own retention deletes there. @throws Undecided */
  get isRepository(): boolean {
    return this.subject.inputs.at("tags", repositoryTag.name).text === repositoryTag.value;
  }

  /** Whether a property names this bucket; undefined while that is unknown. */
  isNamedBy(other: Subject, property: string): boolean | undefined {
    if (other.madeFrom(property).some(({ urn }) => urn === this.subject.urn)) return true;
    const given = other.inputs.at(property);
    if (given.isUnknown)
      return other.madeFrom(property).some(({ type }) => tokens("bucket").includes(type)) ? false : undefined;
    if (given.text === undefined) return false;
    return this.keys.includes(given.text);
  }
}

const targets = new WeakMap<Stack, References>();

/** Log targets of buckets that name them in themselves. */
function logTargets(stack: Stack): References {
  const found =
    targets.get(stack) ??
    new References(
      stack.ofType(...tokens("bucket")).flatMap((one) => inlineSetting(one, "bucketLogging") ?? []),
      "targetBucket",
      tokens("bucket"),
    );
  targets.set(stack, found);
  return found;
}

/** The check of a stack rule on each bucket. */
export function perBucket(check: (bucket: Bucket, settings: Fields) => Iterable<Finding>) {
  return function* (stack: Stack, settings: Fields): Iterable<Finding> {
    for (const subject of stack.ofType(...tokens("bucket")))
      yield* attempt(subject, () => check(new Bucket(subject, stack), settings));
  };
}

/** Findings on the enabled rules of each lifecycle of a bucket, and on the others; without a lifecycle, on no rules. */
export function perLifecycle(
  bucket: Bucket,
  check: (rules: readonly Input[], disabled: readonly Input[]) => Iterable<Finding>,
): Iterable<Finding> {
  return bucket.each("bucketLifecycleConfiguration", (lifecycle) => {
    const rules = lifecycle?.inputs.at("rules").items ?? [];
    const enabled = rules.filter((rule) => rule.at("status").text === "Enabled");
    return check(
      enabled,
      rules.filter((rule) => !enabled.includes(rule)),
    );
  });
}

/** Selectors of a replication rule other than a prefix. */
export const REPLICATION_SELECTS: readonly string[] = ["tag", "and"];
/** Selectors of a lifecycle rule other than a prefix. */
const LIFECYCLE_SELECTS = [...REPLICATION_SELECTS, "objectSizeGreaterThan", "objectSizeLessThan"];

/**
 * Key prefix that a rule covers; empty for the whole bucket, undefined if it selects by something else.
 * @param selects the other selectors @default those of a lifecycle rule
 * @throws Undecided
 */
export function rulePrefix(rule: Input, selects: readonly string[] = LIFECYCLE_SELECTS): string | undefined {
  const filter = rule.at("filter");
  if (selects.some((by) => filter.at(by).isGiven)) return undefined;
  return filter.at("prefix").text ?? rule.at("prefix").text ?? "";
}

/** Buckets with backups, by their names. */
export const bucketNames = textsSetting(
  "bucketNames",
  ["*backup*"],
  "Name patterns of buckets with backups.",
);

/** Whether a bucket contains backups. */
export const holdsBackups = ({ name }: Pick<Bucket, "name">, settings: Fields): boolean =>
  bucketNames.of(settings).some((pattern) => covers(pattern, name));
