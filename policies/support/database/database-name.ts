import type { ConfigMaps } from "../kubernetes/config-map";
import { variableOf, type Variable } from "../kubernetes/environment";
import type { Input } from "../input/input";
import { containers, podSpec } from "../kubernetes/pod";
import { namespaceOf } from "../kubernetes/recovery-job";
import type { Subject } from "../input/subject";

/** How libpq and applications name a server and a database on it. */
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
  /** As `<host>/<database>`, each once; behind a host that is no more than a Service's name stands the namespace. */
  readonly named: readonly string[];
  /** ConfigMaps that the stack does not declare and that may name one, of containers that name none in another way. */
  readonly unseen: readonly string[];
}

const PORT = /^([^:]+):\d+$/;
/** What the cluster's DNS takes for granted behind a Service's name and its namespace. */
const CLUSTER = /(?:\.svc(?:\.cluster\.local)?)?\.?$/;
const SERVICE_NAME = /^[a-z][a-z\d-]*$/;

/** A host by which any pod may know it. @throws Undecided */
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

/** Databases that a pod names, in clear or by ConfigMaps of the stack. @throws Undecided */
export function databases(subject: Subject, maps: ConfigMaps): Databases {
  const all = containers(podSpec(subject)).map(({ spec }) => databasesOf(spec, subject, maps));
  return {
    named: [...new Set(all.flatMap(({ named }) => named))],
    unseen: [...new Set(all.flatMap(({ unseen }) => unseen))],
  };
}
