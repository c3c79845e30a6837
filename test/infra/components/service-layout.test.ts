import { describe, expect, it } from "vitest";
import { serviceLayout, type ServiceLayout } from "../../../infra/components/service-layout";
import { ProblemError } from "../../../infra/problem";
import { archivedLibrary, library, primary, standby } from "../../support/service-fixture";

const onPrimary = serviceLayout(library, primary);
const onStandby = serviceLayout(library, standby);

const side = (bucket: string, region: string, keyAlias: string) => ({
  bucket,
  bucketArn: `arn:aws:s3:::${bucket}`,
  region,
  keyAlias,
});

/** Names of what is global in AWS, where both environments share one account. */
const globalNames = (layout: ServiceLayout) => [
  layout.own.bucket,
  ...(layout.replica ? [layout.replica.bucket] : []),
  layout.own.keyAlias,
  layout.replicationRoleName,
  layout.backup.roleName,
  layout.configBackup.roleName,
  layout.configRestore.roleName,
  layout.restore.roleName,
];

describe("serviceLayout of the primary", () => {
  it("writes to the catalog's bucket and reads back from there", () => {
    const own = side("library-backups", "us-east-1", "alias/lifeboat/library-backups-primary");
    expect(onPrimary.own).toEqual(own);
    expect(onPrimary.source).toEqual(own);
    expect(onPrimary.namespace).toBe("library-system");
  });

  it("has its replica in the DR region under a key of the same alias", () => {
    expect(onPrimary.replica).toEqual(
      side("library-backups-replica", "us-west-2", "alias/lifeboat/library-backups-primary"),
    );
  });

  it("has no replica without a replica region", () => {
    expect(serviceLayout(library, { ...primary, replicaRegion: undefined }).replica).toBeUndefined();
  });

  it("names one identity for each duty, in the cluster and in AWS", () => {
    expect(onPrimary.backup).toEqual({
      serviceAccount: "lifeboat-backup",
      roleName: "lifeboat-library-backup-primary",
      roleArn: "arn:aws:iam::123456789012:role/lifeboat-library-backup-primary",
    });
    expect(onPrimary.configBackup.serviceAccount).toBe("lifeboat-config-backup");
    expect(onPrimary.configRestore.serviceAccount).toBe("lifeboat-config-restore");
    expect(onPrimary.restore.serviceAccount).toBe("lifeboat-restore");
    expect(onPrimary.replicationRoleName).toBe("lifeboat-library-replication-primary");
    expect(onPrimary.logins).toEqual({
      backup: "library_backup",
      restore: "library_restore",
      migrate: "library_migrate",
      monitor: "library_monitor",
      app: "library_app",
    });
  });
});

describe("serviceLayout of the standby", () => {
  it("writes to a bucket, key and namespace of its own", () => {
    expect(onStandby.own).toEqual(
      side("library-backups-dr", "us-west-2", "alias/lifeboat/library-backups-standby"),
    );
    expect(onStandby.namespace).toBe("library-system-dr");
  });

  it("reads, while it waits, the primary's replica in its own region: nothing of the primary's region", () => {
    expect(onStandby.source).toEqual(onPrimary.replica);
    expect(JSON.stringify(onStandby)).not.toContain("us-east-1");
  });

  it("has no replica in two regions, and one of its own in a third", () => {
    expect(onStandby.replica).toBeUndefined();
    expect(serviceLayout(library, { ...standby, replicaRegion: "eu-west-1" }).replica).toEqual(
      side("library-backups-dr-replica", "eu-west-1", "alias/lifeboat/library-backups-standby"),
    );
  });

  it("shares no name with the primary in what AWS holds once", () => {
    const third = serviceLayout(library, { ...standby, replicaRegion: "eu-west-1" });
    const names = [...globalNames(onPrimary), ...globalNames(third)];
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

describe("serviceLayout with a bucket suffix", () => {
  it("ends both sides' buckets alike, so that the standby finds the primary's replica", () => {
    const bucketSuffix = "acme";
    const [one, other] = [primary, standby].map((place) =>
      serviceLayout(library, { ...place, bucketSuffix }),
    );
    expect(one?.own.bucket).toBe("library-backups-acme");
    expect(other?.own.bucket).toBe("library-backups-acme-dr");
    expect(other?.source).toEqual(one?.replica);
  });
});

describe("serviceLayout of an archiving server", () => {
  const [one, other] = [primary, standby].map((place) => serviceLayout(archivedLibrary, place));

  it("has the repository of its own region first, and that of the other environment's", () => {
    const repositories = {
      primary: side("library-backups-wal", "us-east-1", "alias/lifeboat/library-repository-primary"),
      standby: side("library-backups-wal-dr", "us-west-2", "alias/lifeboat/library-repository-standby"),
    };
    const secretName = "postgresql-repositories";
    expect(one?.repositories).toEqual({ own: repositories.primary, other: repositories.standby, secretName });
    expect(other?.repositories).toEqual({
      own: repositories.standby,
      other: repositories.primary,
      secretName,
    });
  });

  it("is one account and one role, and knows the roles of both environments", () => {
    expect(other?.server).toEqual({
      serviceAccount: "postgresql",
      roleName: "lifeboat-library-server-standby",
      roleArn: "arn:aws:iam::123456789012:role/lifeboat-library-server-standby",
    });
    expect(one?.serverRoleArns).toEqual([one?.server.roleArn, other?.server.roleArn]);
    expect(other?.serverRoleArns).toEqual(one?.serverRoleArns);
  });

  it("has none where somebody else runs the server", () => {
    expect(onPrimary.repositories).toBeUndefined();
  });
});

describe("serviceLayout refuses", () => {
  it("a bucket that S3 would not take, by name and limit", () => {
    const bucket = "b".repeat(60);
    const make = () => serviceLayout({ ...library, backup: { ...library.backup, bucket } }, primary);
    expect(make).toThrow(ProblemError);
    expect(make).toThrow(/replica bucket: "b+-replica" \(68 long\)/);
  });

  it("a service id that makes an IAM role's name too long", () => {
    expect(() => serviceLayout({ ...library, id: "l".repeat(50) }, primary)).toThrow(/IAM role: .*shorten/s);
  });
});
