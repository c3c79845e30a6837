import { beforeAll, describe, expect, it } from "vitest";
import { jobs } from "../../../../infra/catalog/jobs";
import type { ServiceEnvironment } from "../../../../infra/components/environment/service-environment";
import { declareEnvironment as declare } from "../../../support/environment-fixture";
import type { Resources } from "../../../support/pulumi-mocks";
import { archivedLibrary, primary, standby } from "../../../support/service-fixture";

describe("ServiceEnvironment", () => {
  let resources: Resources;
  let environment: ServiceEnvironment;
  beforeAll(async () => {
    ({ resources, result: environment } = await declare(primary));
  });

  it("enforces Pod Security restricted on its namespace", () => {
    expect(resources.one("kubernetes:core/v1:Namespace").inputs).toMatchObject({
      metadata: {
        name: "library-system",
        labels: {
          "pod-security.kubernetes.io/enforce": "restricted",
          "pod-security.kubernetes.io/audit": "restricted",
          "pod-security.kubernetes.io/warn": "restricted",
        },
      },
    });
  });

  it("tags whatever AWS tags with service, owner and class of data", () => {
    const tags = { service: "library", owner: "reading-room", dataClass: "personal", managedBy: "pulumi" };
    for (const type of [
      "aws:s3/bucket:Bucket",
      "aws:kms/key:Key",
      "aws:kms/replicaKey:ReplicaKey",
      "aws:iam/role:Role",
    ])
      for (const { name, inputs } of resources.all(type)) expect(inputs["tags"], name).toMatchObject(tags);
  });

  it("replicates dumps, configuration and proof, and not what is only staged", () => {
    const { inputs } = resources.one("aws:s3/bucketReplicationConfig:BucketReplicationConfig");
    expect(JSON.stringify(inputs)).not.toContain("staging");
    expect(inputs["rules"]).toMatchObject([
      { filter: { prefix: "postgresql/" } },
      { filter: { prefix: "k8s-configs/" } },
      { filter: { prefix: "verification/" } },
    ]);
  });

  it("locks no object by default for longer than its prefix keeps it", () => {
    const days = (type: string, key: string) =>
      resources
        .all(`aws:s3/${type}`)
        .flatMap(({ inputs }) => [
          ...JSON.stringify(inputs).matchAll(new RegExp(`"${key}":\\{[^}]*"days":(\\d+)`, "g")),
        ])
        .map(([, figure]) => Number(figure));
    const locked = days("bucketObjectLockConfiguration:BucketObjectLockConfiguration", "defaultRetention");
    const kept = days("bucketLifecycleConfiguration:BucketLifecycleConfiguration", "expiration");
    expect(locked).toEqual([1, 1]);
    expect(kept.length).toBeGreaterThanOrEqual(16);
    expect(Math.max(...locked)).toBeLessThanOrEqual(Math.min(...kept));
  });

  it("denies deletion to the four identities of its jobs, on both sides", () => {
    for (const { inputs, name } of resources.all("aws:s3/bucketPolicy:BucketPolicy"))
      for (const duty of ["backup", "config-backup", "config-restore", "restore"])
        expect(inputs["policy"], name).toContain(`:role/lifeboat-library-${duty}-primary"`);
  });

  it("starts no job before vault, identities and logins are there", () => {
    for (const { name, dependsOn } of resources.all("kubernetes:batch/v1:CronJob"))
      expect(dependsOn, name).toEqual(
        expect.arrayContaining([
          "library-vault-primary-bucket",
          "library-identities-backup-account",
          "library-database-backup",
        ]),
      );
  });

  it("tells what it is", () => {
    expect(environment.outputs).toEqual({
      namespace: "library-system",
      bucket: "library-backups",
      replicaBucket: "library-backups-replica",
      repositories: null,
      restoreFrom: "library-backups",
      jobs: jobs.map(({ name }) => name),
      hosts: [],
    });
  });

  it("names both repositories where its server archives, its own region's first", async () => {
    const { result } = await declare(standby, archivedLibrary);
    expect(result.outputs.repositories).toEqual(["library-backups-wal-dr", "library-backups-wal"]);
  });

  it("goes to the catalog's port, and gives jobs the time of today's size", () => {
    expect(resources.one("pulumi:providers:postgresql").inputs["port"]).toBe("6432");
    expect(
      JSON.stringify(resources.one("kubernetes:batch/v1:CronJob", "library-jobs-backup").inputs),
    ).toContain('"activeDeadlineSeconds":1836');
  });

  it("goes to config's port, and gives jobs more time at a later horizon, where config says so", async () => {
    const changed = await declare({
      ...primary,
      databasePorts: { library: 5433 },
      capacityHorizon: "months12",
    });
    expect(changed.resources.one("pulumi:providers:postgresql").inputs["port"]).toBe("5433");
    const { inputs } = changed.resources.one("kubernetes:batch/v1:CronJob", "library-jobs-backup");
    expect(JSON.stringify(inputs)).toContain('"activeDeadlineSeconds":6444');
  });

  it("refuses a service without a database host, by name", async () => {
    await expect(declare({ ...primary, databaseHosts: {} })).rejects.toThrow(
      "databaseHosts.library: missing",
    );
  });
});

describe("ServiceEnvironment of a standby", () => {
  it("has no provider, name or policy in the primary's region", async () => {
    const { resources, result } = await declare(standby);
    expect(JSON.stringify(resources.list)).not.toContain("us-east-1");
    expect(result.outputs).toMatchObject({ restoreFrom: "library-backups-replica", replicaBucket: null });
  });
});
