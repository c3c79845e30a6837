import type { Subject } from "./subject";

/** Type tokens of RDS servers that hold data of their own. */
export const databaseServerTypes: readonly string[] = [
  "aws:rds/instance:Instance",
  "aws:rds/cluster:Cluster",
];

/** True for a copy of another server, which has its source's encryption and backups. @throws Undecided */
export function isReadReplica(subject: Subject): boolean {
  // The source that is yet to be made is unknown, but there will be one.
  return ["replicateSourceDb", "replicationSourceIdentifier"].some((name) => {
    const source = subject.inputs.at(name);
    return source.isUnknown || source.isSet;
  });
}
