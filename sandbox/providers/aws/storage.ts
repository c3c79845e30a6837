import type { Failure, ResourceKind } from "../model";
import { type PropertyMap, map, text } from "../value";
import { arnOf, part, regionOf, uuidOf } from "./identity";

const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** S3 settings that belong to one bucket and are known by its name. */
function settingOf(required: readonly string[], more: readonly string[] = []): ResourceKind {
  return {
    required: ["bucket", ...required],
    replace: ["bucket", "expectedBucketOwner", "region", ...more],
    identity: ["bucket", ...more],
    id: (inputs) => ["bucket", ...more].map((name) => part(inputs, name)).join(":"),
  };
}

/** S3 and KMS. */
export const storageKinds: Readonly<Record<string, ResourceKind>> = {
  "aws:s3/bucket:Bucket": {
    autoname: { property: "bucket", maxLength: 63, lowerCase: true },
    replace: ["bucket", "bucketPrefix", "objectLockEnabled", "region"],
    check: checkBucket,
    id: (inputs) => part(inputs, "bucket"),
    outputs: (inputs, context, id) => {
      const region = text(inputs["region"]) ?? regionOf(context.config);
      return {
        arn: arnOf("s3", id, inputs, context, "bare"),
        bucketDomainName: `${id}.s3.amazonaws.com`,
        bucketRegionalDomainName: `${id}.s3.${region}.amazonaws.com`,
        bucketRegion: region,
        hostedZoneId: "Z3AQBSTGFYJSTF",
      };
    },
  },
  "aws:s3/bucketVersioning:BucketVersioning": settingOf(["versioningConfiguration"]),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": settingOf([
    "rules",
  ]),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": settingOf([]),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": settingOf(["rule"]),
  "aws:s3/bucketPolicy:BucketPolicy": settingOf(["policy"]),
  "aws:s3/bucketLogging:BucketLogging": settingOf(["targetBucket", "targetPrefix"]),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": settingOf(["rules"]),
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": settingOf(["role", "rules"]),
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": settingOf([]),
  "aws:s3/bucketNotification:BucketNotification": settingOf([]),
  "aws:s3/bucketAcl:BucketAcl": settingOf([]),
  "aws:s3/bucketMetric:BucketMetric": settingOf([], ["name"]),
  "aws:s3/bucketObjectv2:BucketObjectv2": {
    required: ["bucket"],
    replace: ["bucket", "key", "region"],
    identity: ["bucket", "key"],
    id: (inputs) => `${part(inputs, "bucket")}/${text(inputs["key"]) ?? "object"}`,
    outputs: (inputs, context, id) => ({
      arn: arnOf("s3", id, inputs, context, "bare"),
      etag: context.hex("etag", 32),
      versionId: context.hex("version", 32),
    }),
  },
  "aws:kms/key:Key": {
    replace: ["customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "region", "xksKeyId"],
    check: checkDeletionWindow,
    id: (inputs, context) => keyId(inputs, context.hex("key", 32), uuidOf(context, "key")),
    outputs: (inputs, context, id) => ({ arn: arnOf("kms", `key/${id}`, inputs, context), keyId: id }),
  },
  "aws:kms/replicaKey:ReplicaKey": {
    required: ["primaryKeyArn"],
    replace: ["primaryKeyArn", "region"],
    check: checkDeletionWindow,
    // A replica has its primary's id, in a region of its own.
    id: (inputs, context) =>
      text(inputs["primaryKeyArn"])?.split("/").at(-1) ?? `mrk-${context.hex("key", 32)}`,
    outputs: (inputs, context, id) => ({
      arn: arnOf("kms", `key/${id}`, inputs, context),
      keyId: id,
      keyRotationEnabled: false,
      keySpec: "SYMMETRIC_DEFAULT",
      keyUsage: "ENCRYPT_DECRYPT",
    }),
  },
  "aws:kms/alias:Alias": {
    autoname: { property: "name", maxLength: 256 },
    required: ["targetKeyId"],
    replace: ["name", "namePrefix", "region"],
    check: checkAlias,
    id: (inputs) => part(inputs, "name"),
    outputs: (inputs, context, id) => ({
      arn: arnOf("kms", id, inputs, context),
      targetKeyArn: arnOf(
        "kms",
        `key/${part(inputs, "targetKeyId").split("/").at(-1) ?? ""}`,
        inputs,
        context,
      ),
    }),
  },
  "aws:kms/keyPolicy:KeyPolicy": {
    required: ["keyId", "policy"],
    replace: ["keyId", "region"],
    identity: ["keyId"],
    id: (inputs) => part(inputs, "keyId"),
  },
};

function keyId(inputs: PropertyMap, hex: string, uuid: string): string {
  return inputs["multiRegion"] === true ? `mrk-${hex}` : uuid;
}

function checkBucket(inputs: PropertyMap): Failure[] {
  const name = text(inputs["bucket"]);
  if (name === undefined) return [];
  const failures: Failure[] = [];
  const fail = (reason: string): number => failures.push({ property: "bucket", reason });
  if (!bucketName.test(name)) {
    fail(
      `Bucket name "${name}" has ${name.length} characters; S3 takes 3 to 63 of a-z, 0-9, "-" and ".", ` +
        "beginning and ending with a letter or digit: shorten or respell it.",
    );
  }
  if (
    name.includes("..") ||
    /^\d+\.\d+\.\d+\.\d+$/.test(name) ||
    /^(xn--|sthree-|amzn-s3-demo-)/.test(name)
  ) {
    fail(`Bucket name "${name}" is reserved or malformed by S3's naming rules: choose another.`);
  }
  return failures;
}

function checkDeletionWindow(inputs: PropertyMap): Failure[] {
  const days = inputs["deletionWindowInDays"];
  if (typeof days !== "number" || (days >= 7 && days <= 30)) return [];
  return [
    { property: "deletionWindowInDays", reason: `KMS takes 7 to 30 days, not ${days}: choose one of these.` },
  ];
}

function checkAlias(inputs: PropertyMap): Failure[] {
  const name = text(map(inputs)["name"]);
  if (name === undefined || /^alias\/[A-Za-z0-9/_-]+$/.test(name)) return [];
  return [
    {
      property: "name",
      reason: `Alias "${name}" must be "alias/" and letters, digits, "/", "_" or "-": respell it.`,
    },
  ];
}
