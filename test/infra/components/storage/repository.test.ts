import { ComponentResource } from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { serviceLayout } from "../../../../infra/components/service-layout";
import { serviceRepositories } from "../../../../infra/components/storage/repository";
import type { Service } from "../../../../infra/catalog/types";
import type { Settings } from "../../../../infra/config";
import { statementOf } from "../../../support/policy-json";
import { declared, Resources } from "../../../support/pulumi-mocks";
import { archivedLibrary, library, primary, standby } from "../../../support/service-fixture";

const tags = { service: "library", owner: "reading-room" };
const make = async (service: Service, config: Settings) =>
  (
    await declared(() => {
      serviceRepositories(
        {
          service,
          config,
          layout: serviceLayout(service, config),
          tags,
          logBucket: (region) => `logs-${region}`,
          alarmTopics: (region) => `arn:aws:sns:${region}:123456789012:alarms`,
        },
        new ComponentResource("test:index:Parent", "library"),
      );
    })
  ).resources;

/** What belongs to one of them, by its logical name. */
const partOf = (resources: Resources, name: string): Resources =>
  new Resources(resources.list.filter((each) => each.name.startsWith(`${name}-`)));

describe("the repository of a service", () => {
  let all: Resources;
  let resources: Resources;
  beforeAll(async () => {
    all = await make(archivedLibrary, primary);
    resources = new Resources(all.list.filter(({ name }) => !name.includes("-abroad")));
  });

  it("is a protected bucket of the own region", () => {
    const bucket = resources.one("aws:s3/bucket:Bucket");
    expect(bucket.protect).toBe(true);
    expect(bucket.inputs).toMatchObject({
      bucket: "library-backups-wal",
      region: "us-east-1",
      forceDestroy: false,
    });
  });

  it("is known by its tag, beside those of its service", () => {
    const tagged = { ...tags, purpose: "repository" };
    expect(resources.one("aws:s3/bucket:Bucket").inputs["tags"]).toEqual(tagged);
    expect(resources.one("aws:kms/key:Key").inputs["tags"]).toEqual(tagged);
  });

  it("has versions, and no object lock: the server's retention deletes", () => {
    expect(
      resources.one("aws:s3/bucketVersioning:BucketVersioning").inputs["versioningConfiguration"],
    ).toEqual({
      status: "Enabled",
    });
    expect(resources.one("aws:s3/bucket:Bucket").inputs["objectLockEnabled"]).toBe(false);
    expect(resources.all("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")).toEqual([]);
  });

  it("expires no object, and what was deleted after 30 days", () => {
    const { inputs } = resources.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration");
    expect(JSON.stringify(inputs["rules"])).not.toContain('"expiration":{"days"');
    expect(inputs["rules"]).toMatchObject([
      { filter: { prefix: "" }, noncurrentVersionExpiration: { noncurrentDays: 30 } },
      { abortIncompleteMultipartUpload: { daysAfterInitiation: 1 } },
    ]);
  });

  it("is encrypted by a key of its own, private, and logged in its region", () => {
    expect(
      resources.one("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration")
        .inputs["rules"],
    ).toMatchObject([
      {
        applyServerSideEncryptionByDefault: {
          sseAlgorithm: "aws:kms",
          kmsMasterKeyId: "arn:aws:kms:us-east-1:123456789012:key/mrk-library-repository-key-key",
        },
      },
    ]);
    expect(resources.one("aws:kms/alias:Alias").inputs["name"]).toBe(
      "alias/lifeboat/library-repository-primary",
    );
    expect(resources.one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs).toMatchObject({
      blockPublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(resources.one("aws:s3/bucketLogging:BucketLogging").inputs["targetBucket"]).toBe("logs-us-east-1");
  });

  it("denies the servers of both environments to delete versions", () => {
    const { inputs } = resources.one("aws:s3/bucketPolicy:BucketPolicy");
    expect(statementOf(inputs["policy"], "ServersKeepVersions").Condition).toEqual({
      ArnEquals: {
        "aws:PrincipalArn": ["primary", "standby"].map(
          (role) => `arn:aws:iam::123456789012:role/lifeboat-library-server-${role}`,
        ),
      },
    });
  });

  it("has an alarm of its key alone: nothing is copied", () => {
    expect(
      resources.all("aws:cloudwatch/metricAlarm:MetricAlarm").map(({ inputs }) => inputs["name"]),
    ).toEqual(["lifeboat-library-repository-key-primary"]);
  });

  it("has another beside it, with a key and an alarm of its own, in the standby's region", () => {
    const abroad = partOf(all, "library-repository-abroad");
    const bucket = abroad.one("aws:s3/bucket:Bucket");
    expect(bucket.protect).toBe(true);
    expect(bucket.inputs).toMatchObject({ bucket: "library-backups-wal-dr", region: "us-west-2" });
    expect(abroad.one("aws:kms/alias:Alias").inputs["name"]).toBe(
      "alias/lifeboat/library-repository-standby",
    );
    expect(abroad.one("aws:s3/bucketLogging:BucketLogging").inputs["targetBucket"]).toBe("logs-us-west-2");
    expect(abroad.all("aws:cloudwatch/metricAlarm:MetricAlarm").map(({ inputs }) => inputs["name"])).toEqual([
      "lifeboat-library-repository-key-standby",
    ]);
  });

  it("is none of the standby's stack, which declares no server", async () => {
    expect((await make(archivedLibrary, standby)).all("aws:s3/bucket:Bucket")).toEqual([]);
  });

  it("is none where somebody else runs the server", async () => {
    expect((await make(library, primary)).all("aws:s3/bucket:Bucket")).toEqual([]);
  });
});
