import { undecided, type Finding } from "../input/finding";
import type { Input } from "../input/input";
import type { ResourceRule } from "../rule";

/** Type tokens of RDS servers that hold data of their own. */
export const databaseServerTypes: readonly string[] = [
  "aws:rds/instance:Instance",
  "aws:rds/cluster:Cluster",
];

/** What an RDS server is a copy of, by which property a server and by which a cluster says so. */
const SOURCES = ["replicateSourceDb", "replicationSourceIdentifier"];

/** True where there is a source. An empty one is none: a copy is written and promoted so. @throws Undecided */
const isGiven = (source: Input): boolean => source.isSet && source.text !== "";

/**
 * The check of a rule on servers that hold data of their own: a copy of another has its source's encryption and backups.
 * While it is not known whether there is a source, what would be a violation is undecided.
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
