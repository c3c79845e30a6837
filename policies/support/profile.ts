import { PURPOSE_LABEL, PURPOSE_TAG, recoveryPurposes } from "../../lib/recovery-labels";
import { aspectTypes, Bucket, bucketTypes } from "./aws/bucket";
import { undecided, type Finding } from "./input/finding";
import { reading, Undecided, type Input } from "./input/input";
import { Stack, type Subject } from "./input/subject";
import { CRON_JOB, namespaceOf, purposeOf } from "./kubernetes/recovery-job";
import type { Rule } from "./rule";

const NAMESPACE = "kubernetes:core/v1:Namespace";
const purposes: readonly string[] = recoveryPurposes;

const isPurpose = (value: Input): boolean => purposes.includes(value.text ?? "");

/** Whether the labels of resources of a type tell what other resources belong to. */
export const isRead = (type: string): boolean => type === NAMESPACE || bucketTypes().includes(type);

/** Whether an object's own label makes it one of a recovery. @throws Undecided */
const isLabelled = ({ inputs }: Subject): boolean =>
  isPurpose(inputs.at("metadata", "labels", PURPOSE_LABEL));

/** Tags and labels that show which resources of a type belong to a recovery. */
function toldBy(type: string): string {
  if (type === CRON_JOB) return "label app.kubernetes.io/component";
  if (type.startsWith("kubernetes:")) return `label ${PURPOSE_LABEL}`;
  return aspectTypes.includes(type) ? `tag ${PURPOSE_TAG} of the bucket` : `tag ${PURPOSE_TAG}`;
}

/** Every label, tag and annotation that a rule reads. */
export const labelsOf = ({ profile, labels = [], types }: Rule): readonly string[] => [
  ...new Set([...(profile === "recovery" ? types.map(toldBy) : []), ...labels]),
];

/** What of a stack belongs to a recovery, by tags and labels alone. */
export class Recovery {
  private readonly namespaces: readonly Subject[];
  private readonly stack: Stack;

  /** @param subjects all resources of the stack; none where a rule sees one resource alone */
  constructor(subjects: readonly Subject[] = []) {
    this.stack = new Stack(subjects);
    this.namespaces = this.stack.ofType(NAMESPACE);
  }

  /** Whether a resource belongs to a recovery. @throws Undecided while its labels are unknown */
  has(subject: Subject): boolean {
    if (subject.type === CRON_JOB && purposeOf(subject) !== undefined) return true;
    if (subject.type.startsWith("kubernetes:")) return isLabelled(subject) || this.isIn(subject);
    return aspectTypes.includes(subject.type)
      ? this.ofBucket(subject)
      : isPurpose(subject.inputs.at("tags", PURPOSE_TAG));
  }

  /** Whether an object is in a namespace that is labelled. @throws Undecided */
  private isIn(object: Subject): boolean {
    const name = object.inputs.at("metadata", "namespace");
    const made = object.madeFrom("metadata").map(({ urn }) => urn);
    const own = this.namespaces.filter((one) =>
      name.isUnknown
        ? made.includes(one.urn)
        : (one.inputs.at("metadata", "name").text ?? one.name) === namespaceOf(object),
    );
    return own.some(isLabelled);
  }

  /** Whether the bucket that a resource configures is tagged. @throws Undecided */
  private ofBucket(configured: Subject): boolean {
    const all = this.stack.ofType(...bucketTypes());
    const own = all.filter((one) => new Bucket(one, this.stack).isNamedBy(configured, "bucket") === true);
    return own.some(({ inputs }) => isPurpose(inputs.at("tags", PURPOSE_TAG)));
  }
}

/** A rule's findings, without those on resources that its profile does not concern. */
export function* ofProfile(
  { profile }: Pick<Rule, "profile">,
  findings: Iterable<Finding>,
  recovery: Recovery,
): Iterable<Finding> {
  for (const finding of findings) {
    const is = profile === "general" || reading(() => recovery.has(finding.subject));
    if (is instanceof Undecided) yield undecided(finding.subject, is.path);
    else if (is) yield finding;
  }
}
