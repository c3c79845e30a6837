import { beforeAll, describe, expect, it } from "vitest";
import { failover } from "../../../../infra/catalog/failover";
import { replicationRules, Vault, type VaultArgs } from "../../../../infra/components/storage/vault";
import { statementOf } from "../../../support/policy-json";
import { declared, type Registered, type Resources } from "../../../support/pulumi-mocks";

const REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig";
const side = (bucket: string, region: string) => ({
  bucket,
  bucketArn: `arn:aws:s3:::${bucket}`,
  region,
  keyAlias: "alias/lifeboat/library-backups-primary",
});
const writer = "arn:aws:iam::123456789012:role/writer";

const args: VaultArgs = {
  accountId: "123456789012",
  title: "Library",
  own: side("library-backups", "us-east-1"),
  replicationRoleName: "lifeboat-library-replication-primary",
  replicatedPrefixes: ["postgresql", "verification"],
  lifecycleRules: [{ id: "daily", status: "Enabled", filter: { prefix: "postgresql/daily/" } }],
  lock: { mode: "GOVERNANCE", days: 1 },
  noDeleteRoleArns: [writer],
  logBucket: "logs-east",
  tags: {},
};
const replicated = {
  ...args,
  replica: { ...side("library-backups-replica", "us-west-2"), logBucket: "logs-west" },
};

/** What one side of the vault has of a type. */
const ofSide = (resources: Resources, type: string, name: "primary" | "replica"): Registered =>
  resources.all(`aws:s3/${type}`).find(({ parent }) => parent === `library-vault-${name}`) ??
  expect.fail(`${type} of ${name}`);

describe("Vault with a replica", () => {
  let resources: Resources;
  let vault: Vault;
  beforeAll(async () => {
    ({ resources, result: vault } = await declared(() => new Vault("library-vault", replicated)));
  });

  it("has two buckets in two regions, each logged in its own", () => {
    expect(
      resources.all("aws:s3/bucket:Bucket").map(({ inputs }) => [inputs["bucket"], inputs["region"]]),
    ).toEqual([
      ["library-backups", "us-east-1"],
      ["library-backups-replica", "us-west-2"],
    ]);
    expect(ofSide(resources, "bucketLogging:BucketLogging", "primary").inputs["targetBucket"]).toBe(
      "logs-east",
    );
    expect(ofSide(resources, "bucketLogging:BucketLogging", "replica").inputs["targetBucket"]).toBe(
      "logs-west",
    );
  });

  it.each([
    ["primary", "arn:aws:kms:us-east-1:123456789012:key/mrk-library-vault-key-key"],
    ["replica", "arn:aws:kms:us-west-2:123456789012:key/mrk-library-vault-key-replica-key"],
  ] as const)("encrypts the %s by the key in its own region", (name, kmsMasterKeyId) => {
    const type = "bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
    expect(ofSide(resources, type, name).inputs["rules"]).toMatchObject([
      { applyServerSideEncryptionByDefault: { kmsMasterKeyId } },
    ]);
  });

  it.each(["primary", "replica"] as const)(
    "guards the %s alike: lock, lifecycle, policy of its own ARN",
    (name) => {
      expect(
        ofSide(resources, "bucketObjectLockConfiguration:BucketObjectLockConfiguration", name).inputs,
      ).toMatchObject({ rule: { defaultRetention: { mode: "GOVERNANCE", days: 1 } } });
      expect(
        ofSide(resources, "bucketLifecycleConfiguration:BucketLifecycleConfiguration", name).inputs["rules"],
      ).toEqual(args.lifecycleRules);
      const { bucketArn } = name === "primary" ? replicated.own : replicated.replica;
      const policy = ofSide(resources, "bucketPolicy:BucketPolicy", name).inputs["policy"];
      expect(statementOf(policy, "TlsOnly").Resource).toEqual([bucketArn, `${bucketArn}/*`]);
      expect(statementOf(policy, "JobsNeverDelete").Condition).toEqual({
        ArnEquals: { "aws:PrincipalArn": [writer] },
      });
    },
  );

  it("replicates what is kept, by a role that S3 alone assumes", () => {
    const { inputs } = resources.one(REPLICATION);
    expect(inputs).toMatchObject({
      bucket: "library-backups",
      region: "us-east-1",
      role: "arn:aws:iam::123456789012:role/lifeboat-library-replication-primary",
      rules: [
        { id: "replicate-postgresql", destination: { bucket: "arn:aws:s3:::library-backups-replica" } },
        {
          id: "replicate-verification",
          destination: {
            encryptionConfiguration: {
              replicaKmsKeyId: "arn:aws:kms:us-west-2:123456789012:key/mrk-library-vault-key-replica-key",
            },
          },
        },
      ],
    });
    expect(
      statementOf(resources.one("aws:iam/role:Role").inputs["assumeRolePolicy"], "ServiceOfThisAccount"),
    ).toMatchObject({ Principal: { Service: "s3.amazonaws.com" } });
  });

  it("replicates only once both sides are versioned and locked, and the role may", () => {
    expect(resources.one(REPLICATION).dependsOn).toEqual(
      expect.arrayContaining([
        "library-vault-primary-versioning",
        "library-vault-primary-lock",
        "library-vault-replica-versioning",
        "library-vault-replica-lock",
        "library-vault-replication-policy",
      ]),
    );
  });

  it("gives the names of both buckets", () => {
    expect([vault.bucket, vault.replicaBucket]).toEqual(["library-backups", "library-backups-replica"]);
  });
});

describe("Vault without a replica", () => {
  it("is one bucket and one key, and replicates nothing", async () => {
    const { resources, result } = await declared(() => new Vault("library-vault", args));
    expect(resources.all("aws:s3/bucket:Bucket")).toHaveLength(1);
    expect(resources.all("aws:kms/replicaKey:ReplicaKey")).toEqual([]);
    expect(resources.all("aws:iam/role:Role")).toEqual([]);
    expect(resources.all(REPLICATION)).toEqual([]);
    expect(result.replicaBucket).toBeUndefined();
  });
});

const rules = replicationRules({
  prefixes: ["postgresql", "k8s-configs", "verification"],
  toBucketArn: "arn:aws:s3:::replica",
  toKeyArn: "arn:aws:kms:us-west-2:123456789012:key/mrk-1",
});

describe("replicationRules", () => {
  it("has one rule for each prefix, closed by a slash, each with a priority of its own", () => {
    expect(rules.map(({ id, priority, filter }) => [id, priority, filter.prefix])).toEqual([
      ["replicate-postgresql", 1, "postgresql/"],
      ["replicate-k8s-configs", 2, "k8s-configs/"],
      ["replicate-verification", 3, "verification/"],
    ]);
  });

  it("promises the copy within the only time that S3 offers, and measures it", () => {
    expect(failover.replicationMinutes).toBe(15);
    for (const { id, destination } of rules) {
      expect(destination.replicationTime, id).toEqual({ status: "Enabled", time: { minutes: 15 } });
      expect(destination.metrics, id).toEqual({ status: "Enabled", eventThreshold: { minutes: 15 } });
    }
  });

  it("leaves delete markers behind", () => {
    expect(rules.map(({ deleteMarkerReplication }) => deleteMarkerReplication.status)).toEqual([
      "Disabled",
      "Disabled",
      "Disabled",
    ]);
  });

  it("copies encrypted objects and encrypts them by the replica's key", () => {
    for (const { id, status, sourceSelectionCriteria, destination } of rules) {
      expect(status, id).toBe("Enabled");
      expect(sourceSelectionCriteria.sseKmsEncryptedObjects.status, id).toBe("Enabled");
      expect(destination, id).toMatchObject({
        bucket: "arn:aws:s3:::replica",
        storageClass: "STANDARD",
        encryptionConfiguration: { replicaKmsKeyId: "arn:aws:kms:us-west-2:123456789012:key/mrk-1" },
      });
    }
  });

  it("has none without prefixes", () => {
    expect(replicationRules({ prefixes: [], toBucketArn: "b", toKeyArn: "k" })).toEqual([]);
  });
});
