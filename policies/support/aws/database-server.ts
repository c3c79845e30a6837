import { undecided, type Finding } from "../input/finding";
import type { Input } from "../input/input";
import type { ResourceRule } from "../rule";

/** Type tokens of RDS servers. */
export const databaseServerTypes: readonly string[] = [
  "aws:rds/instance:Instance",
  "aws:rds/cluster:Cluster",
];

/** Properties that name the source of a replica, for a server and for a cluster. */
const SOURCES = ["replicateSourceDb", "replicationSourceIdentifier"];

/** Whether there is a source. An empty one means a promoted replica. @throws Undecided */
const isGiven = (source: Input): boolean => source.isSet && source.text !== "";

/**
 * The check of a rule on servers that are not replicas: a replica has its source's encryption and backups.
 * While the source is unknown, a violation is undecided.
 */
export function perOwnServer(check: ResourceRule["check"]): ResourceRule["check"] {
  return function* (subject, settings): Iterable<Finding> {
    const sources = SOURCES.map((name) => subject.inputs.at(name));
    if (sources.some((source) => !source.isUnknown && isGiven(source))) return;
    const open = sources.find(({ isUnknown }) => isUnknown);
    if (open === undefined) yield* check(subject, settings);
    else if ([...check(subject, settings)].some(({ kind }) => kind === "violation"))
      yield undecided(subject, open.path);
  };
}
