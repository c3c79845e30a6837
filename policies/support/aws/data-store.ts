import { attempt, violation, type Finding } from "../input/finding";
import type { Input } from "../input/input";
import type { Subject } from "../input/subject";
import { awsType } from "./types";

/** What a data store's property must be. */
interface Demand {
  /** Path of the property. */
  readonly at: readonly string[];
  /** Whether its value is one that keeps data safe. @throws Undecided */
  readonly isKept: (value: Input) => boolean;
  /** The value for the remedy. */
  readonly remedy: string;
  /** Whether it is demanded of this store. @default of every one @throws Undecided */
  readonly only?: (inputs: Input) => boolean;
}

const isOn = (value: Input): boolean =>
  value.flag === true || value.text === "true" || value.text === "ACTIVE";
const on = (...at: readonly string[]): Demand => ({ at, isKept: isOn, remedy: "true" });
const active = (...at: readonly string[]): Demand => ({ at, isKept: isOn, remedy: '"ACTIVE"' });
/** A switch whose default is on. */
const notOff = (...at: readonly string[]): Demand => ({
  at,
  isKept: (value) => value.flag !== false && value.text !== "false",
  remedy: "true",
});
const enabled = (...at: readonly string[]): Demand => ({
  at,
  isKept: (value) => value.text === "ENABLED",
  remedy: '"ENABLED"',
});
const days = (name: string, least: number): Demand => ({
  at: [name],
  isKept: (value) => (value.number ?? 0) >= least,
  remedy: String(least),
});

type Demands = Readonly<Record<string, readonly Demand[]>>;

/** A violation where a store does not have what its type must have. @param limit what must be true of data */
export function* unmet(subject: Subject, demands: Demands, limit: string): Iterable<Finding> {
  for (const { at, isKept, remedy, only } of demands[subject.type] ?? [])
    yield* attempt(subject, function* () {
      if (only?.(subject.inputs) === false) return;
      const value = subject.inputs.at(...at);
      const property = at.join(".");
      if (!isKept(value))
        yield violation(subject, `${property} is ${value.shown}`, limit, `set ${property}: ${remedy}`);
    });
}

/** Memcached keeps nothing: only the engines of Redis make snapshots. @throws Undecided */
const isRedis = (inputs: Input): boolean => /^(redis|valkey)$/.test(inputs.at("engine").text ?? "");

/** Every replica of a table is restored by itself. @throws Undecided */
const replicasKeepPoints: Demand = {
  at: ["replicas"],
  isKept: (value) => value.items.every((replica) => replica.at("pointInTimeRecovery").flag === true),
  remedy: "[{ …, pointInTimeRecovery: true }]",
};

const keepsPoints = enabled("pointInTimeRecovery", "status");
const FSX = ["windowsFileSystem", "ontapFileSystem", "openZfsFileSystem"].map((name) => awsType("fsx", name));

/** Storage that is encrypted, by type. Left out are those that AWS always encrypts. */
export const encrypted: Demands = {
  "aws:efs/fileSystem:FileSystem": [on("encrypted")],
  "aws:ebs/volume:Volume": [on("encrypted")],
  "aws:ebs/encryptionByDefault:EncryptionByDefault": [notOff("enabled")],
  "aws:docdb/cluster:Cluster": [on("storageEncrypted")],
  "aws:neptune/cluster:Cluster": [on("storageEncrypted")],
  // A cluster that exists already gives its own encryption.
  "aws:rds/globalCluster:GlobalCluster": [
    { ...on("storageEncrypted"), only: (inputs) => !inputs.at("sourceDbClusterIdentifier").isGiven },
  ],
  "aws:redshift/cluster:Cluster": [on("encrypted")],
  "aws:opensearch/domain:Domain": [on("encryptAtRest", "enabled")],
  "aws:elasticsearch/domain:Domain": [on("encryptAtRest", "enabled")],
  "aws:elasticache/replicationGroup:ReplicationGroup": [on("atRestEncryptionEnabled")],
  "aws:dax/cluster:Cluster": [on("serverSideEncryption", "enabled")],
};

/** Backups that the service makes by itself, by type. */
export const backedUp: Demands = {
  "aws:dynamodb/table:Table": [on("pointInTimeRecovery", "enabled"), replicasKeepPoints],
  "aws:docdb/cluster:Cluster": [days("backupRetentionPeriod", 7)],
  "aws:neptune/cluster:Cluster": [days("backupRetentionPeriod", 7)],
  "aws:memorydb/cluster:Cluster": [days("snapshotRetentionLimit", 1)],
  "aws:elasticache/replicationGroup:ReplicationGroup": [days("snapshotRetentionLimit", 1)],
  "aws:elasticache/cluster:Cluster": [{ ...days("snapshotRetentionLimit", 1), only: isRedis }],
  "aws:efs/backupPolicy:BackupPolicy": [enabled("backupPolicy", "status")],
  "aws:keyspaces/table:Table": [keepsPoints],
  ...Object.fromEntries(FSX.map((type) => [type, [days("automaticBackupRetentionDays", 1)]])),
  "aws:redshift/cluster:Cluster": [
    {
      at: ["automatedSnapshotRetentionPeriod"],
      // AWS's own default is a day.
      isKept: (value) => (value.number ?? 1) >= 1,
      remedy: "7",
    },
  ],
};

/** Protection from deletion by anyone who may call AWS, by type. */
export const undeletable: Demands = {
  "aws:dynamodb/table:Table": [on("deletionProtectionEnabled")],
  "aws:rds/instance:Instance": [on("deletionProtection")],
  "aws:rds/cluster:Cluster": [on("deletionProtection")],
  "aws:rds/globalCluster:GlobalCluster": [on("deletionProtection")],
  "aws:docdb/cluster:Cluster": [on("deletionProtection")],
  "aws:neptune/cluster:Cluster": [on("deletionProtection")],
  "aws:qldb/ledger:Ledger": [notOff("deletionProtection")],
  "aws:cognito/userPool:UserPool": [active("deletionProtection")],
};

const encryptsSearch: readonly Demand[] = [
  on("nodeToNodeEncryption", "enabled"),
  on("domainEndpointOptions", "enforceHttps"),
];

/** Encryption on the way to a store and between its parts, by type. */
export const encryptedOnTheWay: Demands = {
  "aws:elasticache/replicationGroup:ReplicationGroup": [on("transitEncryptionEnabled")],
  "aws:memorydb/cluster:Cluster": [notOff("tlsEnabled")],
  "aws:opensearch/domain:Domain": encryptsSearch,
  "aws:elasticsearch/domain:Domain": encryptsSearch,
  "aws:msk/cluster:Cluster": [
    {
      at: ["encryptionInfo", "encryptionInTransit", "clientBroker"],
      isKept: (value) => (value.text ?? "TLS") === "TLS",
      remedy: "TLS",
    },
    notOff("encryptionInfo", "encryptionInTransit", "inCluster"),
  ],
};
