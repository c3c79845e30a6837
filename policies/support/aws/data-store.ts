import { violation, type Finding } from "../input/finding";
import type { Input } from "../input/input";
import type { Subject } from "../input/subject";

/** What a data store's property must be. */
interface Demand {
  /** Path of the property. */
  readonly at: readonly string[];
  /** Whether its value is one that keeps data safe. @throws Undecided */
  readonly isKept: (value: Input) => boolean;
  /** The value for the remedy. */
  readonly remedy: string;
}

const isOn = (value: Input): boolean =>
  value.flag === true || value.text === "true" || value.text === "ACTIVE";
const on = (...at: readonly string[]): Demand => ({ at, isKept: isOn, remedy: "true" });
const active = (...at: readonly string[]): Demand => ({ at, isKept: isOn, remedy: '"ACTIVE"' });
const days = (name: string, least: number): Demand => ({
  at: [name],
  isKept: (value) => (value.number ?? 0) >= least,
  remedy: String(least),
});

type Demands = Readonly<Record<string, Demand>>;

/** A violation where a store does not have what its type must have. @param limit what must be true of data @throws Undecided */
export function* unmet(subject: Subject, demands: Demands, limit: string): Iterable<Finding> {
  const demand = demands[subject.type];
  if (demand === undefined) return;
  const value = subject.inputs.at(...demand.at);
  const property = demand.at.join(".");
  if (!demand.isKept(value))
    yield violation(subject, `${property} is ${value.shown}`, limit, `set ${property}: ${demand.remedy}`);
}

/** Storage that is encrypted, by type. Left out are those that AWS always encrypts. */
export const encrypted: Demands = {
  "aws:efs/fileSystem:FileSystem": on("encrypted"),
  "aws:ebs/volume:Volume": on("encrypted"),
  "aws:docdb/cluster:Cluster": on("storageEncrypted"),
  "aws:neptune/cluster:Cluster": on("storageEncrypted"),
  "aws:redshift/cluster:Cluster": on("encrypted"),
  "aws:opensearch/domain:Domain": on("encryptAtRest", "enabled"),
  "aws:elasticsearch/domain:Domain": on("encryptAtRest", "enabled"),
  "aws:elasticache/replicationGroup:ReplicationGroup": on("atRestEncryptionEnabled"),
};

/** Backups that the service makes by itself, by type. */
export const backedUp: Demands = {
  "aws:dynamodb/table:Table": on("pointInTimeRecovery", "enabled"),
  "aws:docdb/cluster:Cluster": days("backupRetentionPeriod", 7),
  "aws:neptune/cluster:Cluster": days("backupRetentionPeriod", 7),
  "aws:memorydb/cluster:Cluster": days("snapshotRetentionLimit", 1),
  "aws:redshift/cluster:Cluster": {
    at: ["automatedSnapshotRetentionPeriod"],
    // AWS's own default is a day.
    isKept: (value) => (value.number ?? 1) >= 1,
    remedy: "7",
  },
};

/** Protection from deletion by anyone who may call AWS, by type. */
export const undeletable: Demands = {
  "aws:dynamodb/table:Table": on("deletionProtectionEnabled"),
  "aws:rds/instance:Instance": on("deletionProtection"),
  "aws:rds/cluster:Cluster": on("deletionProtection"),
  "aws:docdb/cluster:Cluster": on("deletionProtection"),
  "aws:neptune/cluster:Cluster": on("deletionProtection"),
  "aws:cognito/userPool:UserPool": active("deletionProtection"),
};
