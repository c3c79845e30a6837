import { isFields, isList, unknown, type Fields, type Value } from "../input/value";
import { Input } from "../input/input";
import type { Subject } from "../input/subject";
import { awsType } from "./types";

/** A value of a bucket, or the only member of the list in which `BucketV2` has it. */
const single = (value: Value | undefined): Value | undefined => (isList(value) ? value[0] : value);

/** Named values of a setting; none of anything else. An unknown setting is none that can be read. */
const fieldsOf = (value: Value | undefined): Fields => (isFields(value) ? value : {});

const listOf = (value: Value | undefined): readonly Value[] => (isList(value) ? value : []);

/** A member under the name of `aws.s3.Bucket`, or else under that of `BucketV2`, its plural. */
const member = (of: Fields, name: string, plural: string): Value | undefined =>
  single(of[name] ?? of[plural] ?? undefined);

/** The word for a switch in the resource of its own. */
const status = (flag: Value | undefined, off: string): Value =>
  flag === unknown ? unknown : flag === true ? "Enabled" : off;

const lifecycleRule = (given: Value): Value => {
  const rule = fieldsOf(given);
  const tags = fieldsOf(rule["tags"]);
  const prefix = rule["prefix"] ?? "";
  const old = fieldsOf(member(rule, "noncurrentVersionExpiration", "noncurrentVersionExpirations"));
  return {
    id: rule["id"],
    status: status(rule["enabled"], "Disabled"),
    filter: Object.keys(tags).length > 0 ? { and: { prefix, tags } } : { prefix },
    expiration: member(rule, "expiration", "expirations"),
    transitions: rule["transitions"],
    noncurrentVersionExpiration: { noncurrentDays: old["days"] },
    abortIncompleteMultipartUpload: { daysAfterInitiation: rule["abortIncompleteMultipartUploadDays"] },
  };
};

const destination = (given: Value | undefined): Fields => {
  const found = fieldsOf(given);
  const time = fieldsOf(member(found, "replicationTime", "replicationTimes"));
  const metrics = fieldsOf(single(found["metrics"]));
  return {
    bucket: found["bucket"],
    account: found["accountId"],
    storageClass: found["storageClass"],
    encryptionConfiguration: { replicaKmsKeyId: found["replicaKmsKeyId"] },
    replicationTime: { status: time["status"], time: { minutes: time["minutes"] ?? 15 } },
    metrics: { status: metrics["status"], eventThreshold: { minutes: metrics["minutes"] ?? 15 } },
  };
};

const replicationRule = (given: Value): Value => {
  const rule = fieldsOf(given);
  const selection = fieldsOf(member(rule, "sourceSelectionCriteria", "sourceSelectionCriterias"));
  const encrypted = fieldsOf(single(selection["sseKmsEncryptedObjects"]));
  return {
    id: rule["id"],
    status: rule["status"],
    prefix: rule["prefix"],
    priority: rule["priority"],
    filter: member(rule, "filter", "filters"),
    deleteMarkerReplication: { status: rule["deleteMarkerReplicationStatus"] },
    destination: destination(member(rule, "destination", "destinations")),
    sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: status(encrypted["enabled"], "Disabled") } },
  };
};

const encryptionRule = (given: Value): Value => {
  const rule = fieldsOf(given);
  return {
    applyServerSideEncryptionByDefault: member(
      rule,
      "applyServerSideEncryptionByDefault",
      "applyServerSideEncryptionByDefaults",
    ),
    bucketKeyEnabled: rule["bucketKeyEnabled"],
  };
};

/** How a bucket has a setting in itself: where, and what the resource of its own would have. */
interface Inline {
  /** The property in `aws.s3.Bucket` of versions 6 and 7, and that in `BucketV2`. */
  readonly properties: readonly string[];
  readonly read: (given: Value) => Fields;
}

const INLINE = {
  bucketVersioning: {
    properties: ["versioning", "versionings"],
    read: (given) => ({
      versioningConfiguration: { status: status(fieldsOf(single(given))["enabled"], "Suspended") },
    }),
  },
  bucketServerSideEncryptionConfiguration: {
    properties: ["serverSideEncryptionConfiguration", "serverSideEncryptionConfigurations"],
    read: (given) => {
      const found = fieldsOf(single(given));
      const rule = found["rule"];
      const rules: readonly Value[] = rule === undefined ? listOf(found["rules"]) : [rule];
      return { rules: rules.map(encryptionRule) };
    },
  },
  bucketLifecycleConfiguration: {
    properties: ["lifecycleRules"],
    read: (given) => ({ rules: listOf(given).map(lifecycleRule) }),
  },
  bucketLogging: {
    properties: ["logging", "loggings"],
    read: (given) => fieldsOf(single(given)),
  },
  bucketObjectLockConfiguration: {
    properties: ["objectLockConfiguration"],
    read: (given) => {
      const found = fieldsOf(single(given));
      const rule = fieldsOf(member(found, "rule", "rules"));
      return {
        objectLockEnabled: found["objectLockEnabled"],
        rule: { defaultRetention: member(rule, "defaultRetention", "defaultRetentions") },
      };
    },
  },
  bucketReplicationConfig: {
    properties: ["replicationConfiguration", "replicationConfigurations"],
    read: (given) => {
      const found = fieldsOf(single(given));
      return { role: found["role"], rules: listOf(found["rules"]).map(replicationRule) };
    },
  },
  bucketPolicy: { properties: ["policy"], read: (given) => ({ policy: given }) },
} as const satisfies Readonly<Record<string, Inline>>;

/** A setting that a bucket may have in itself. */
export type InlineAspect = keyof typeof INLINE;

const isAspect = (aspect: string): aspect is InlineAspect => Object.hasOwn(INLINE, aspect);

/** Whether there is a setting: a provider returns empty ones for those that are not set. */
const isGiven = (value: Input): boolean =>
  value.isUnknown ||
  (value.isGiven && (value.text !== undefined || value.items.length + value.entries.length > 0));

/**
 * The setting that a bucket has in itself, as the resource of its own that would say the same: `versioning: { enabled:
 * true }` as a BucketVersioning. Undefined if it has none, or if buckets have no such setting in themselves.
 */
export function inlineSetting(bucket: Subject, aspect: string): Subject | undefined {
  if (!isAspect(aspect)) return undefined;
  const { properties, read }: Inline = INLINE[aspect];
  const property = properties.find((name) => isGiven(bucket.inputs.at(name)));
  if (property === undefined) return undefined;
  const given = bucket.inputs.at(property);
  return {
    ...bucket,
    type: awsType("s3", aspect),
    // The path begins with the bucket's own property, so that a message leads to it.
    inputs: new Input(given.isUnknown ? unknown : read(given.value), property),
    madeFrom: () => bucket.madeFrom(property),
  };
}

/**
 * A resource's configuration of an aspect of a bucket: of a resource of its own, or of the bucket itself; undefined if the
 * bucket has none in itself.
 */
export function settingIn(subject: Subject, aspect: InlineAspect): Subject | undefined {
  return /:Bucket(V2)?$/.test(subject.type) ? inlineSetting(subject, aspect) : subject;
}
