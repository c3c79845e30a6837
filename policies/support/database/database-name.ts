import type { ConfigMaps } from "../kubernetes/config-map";
import { variableOf, type Variable } from "../kubernetes/environment";
import type { Input } from "../input/input";
import { containers, podSpec } from "../kubernetes/pod";
import { namespaceOf } from "../kubernetes/recovery-job";
import type { Subject } from "../input/subject";

/** Variables with which libpq and applications name a server and a database. */
const VARIABLES = [
  ["PGHOST", "PGDATABASE"],
  ["DB_HOST", "DB_NAME"],
  ["DATABASE_HOST", "DATABASE_NAME"],
  ["POSTGRES_HOST", "POSTGRES_DB"],
] as const;

/** {@link VARIABLES} for messages. */
export const DATABASE_VARIABLES = VARIABLES.map((pair) => pair.join(" and ")).join(", ");

/** Databases that a pod names. */
export interface Databases {
  /** Distinct, as `<host>/<database>`; a host that is only a Service's name is followed by the namespace. */
  readonly named: readonly string[];
  /** Undeclared ConfigMaps that may name one, of containers that name none otherwise. */
  readonly unseen: readonly string[];
}

const PORT = /^([^:]+):\d+$/;
/** Suffixes that the cluster's DNS adds to a Service's name and namespace. */
const CLUSTER = /(?:\.svc(?:\.cluster\.local)?)?\.?$/;
const SERVICE_NAME = /^[a-z][a-z\d-]*$/;

/** A host name that is valid in any pod. @throws Undecided */
function hostOf(given: string, subject: Subject): string {
  const host = given.toLowerCase().replace(PORT, "$1").replace(CLUSTER, "");
  return SERVICE_NAME.test(host) ? `${host}.${namespaceOf(subject)}` : host;
}

/** Databases that a container names. @throws Undecided */
function databasesOf(container: Input, subject: Subject, maps: ConfigMaps): Databases {
  const read = (name: string): Variable =>
    variableOf(container, name, (map) => maps(namespaceOf(subject), map));
  const pairs = VARIABLES.map(([host, database]) => [read(host), read(database)] as const);
  const named = pairs.flatMap(([host, database]) =>
    host.value === undefined || database.value === undefined
      ? []
      : [`${hostOf(host.value, subject)}/${database.value}`],
  );
  return { named, unseen: named.length > 0 ? [] : pairs.flat().flatMap(({ unseen }) => unseen ?? []) };
}

/** Databases that a pod names, directly or in ConfigMaps of the stack. @throws Undecided */
export function databases(subject: Subject, maps: ConfigMaps): Databases {
  const all = containers(podSpec(subject)).map(({ spec }) => databasesOf(spec, subject, maps));
  return {
    named: [...new Set(all.flatMap(({ named }) => named))],
    unseen: [...new Set(all.flatMap(({ unseen }) => unseen))],
  };
}
