import { databaseServerTypes } from "../aws/database-server";
import { namespaceOf } from "../kubernetes/recovery-job";
import type { Stack, Subject } from "../input/subject";

/** Who backs a database up other than a CronJob: a service or an operator, or perhaps one that is declared elsewhere. */
export type Keeper = "yes" | "perhaps" | "no";

/** Endpoint of an RDS instance or cluster. */
const RDS = /^([^.]+)\.(?:cluster-(?:ro-|custom-)?)?\w+\.[\w-]+\.rds\.amazonaws\.com(?:\.cn)?$/;
/** Servers that another service keeps, with its backups, and the proxy of RDS, whose name is not its server's. */
const HOSTED =
  /\.proxy-\w+\.[\w-]+\.rds\.amazonaws\.com(?:\.cn)?$|^\/cloudsql\/|\.(?:postgres|mysql)\.database\.azure\.com$|\.(?:neon\.tech|supabase\.co(?:m)?|aivencloud\.com|db\.ondigitalocean\.com|cockroachlabs\.cloud|timescaledb\.io|render\.com)$/;
const IDENTIFIERS = ["identifier", "clusterIdentifier"];
/** Days for which RDS keeps backups if nothing is said: none for an instance, one for a cluster. */
const DEFAULT_DAYS: Readonly<Record<string, number>> = { "aws:rds/cluster:Cluster": 1 };

/** Whether an operator's object states backups. @throws Undecided */
type States = (operated: Subject) => boolean;

const OPERATORS: Readonly<Record<string, States>> = {
  "kubernetes:postgresql.cnpg.io/v1:Cluster": ({ inputs }) =>
    inputs.at("spec", "backup").isSet ||
    inputs.at("spec", "plugins").items.some((plugin) => plugin.at("isWALArchiver").flag === true),
  "kubernetes:postgresql.cnpg.io/v1:ScheduledBackup": ({ inputs }) =>
    inputs.at("spec", "suspend").flag !== true,
  "kubernetes:postgres-operator.crunchydata.com/v1beta1:PostgresCluster": ({ inputs }) =>
    inputs.at("spec", "backups").isSet,
  "kubernetes:pgv2.percona.com/v2:PerconaPGCluster": ({ inputs }) => inputs.at("spec", "backups").isSet,
  "kubernetes:stackgres.io/v1:SGCluster": ({ inputs }) =>
    inputs.at("spec", "configurations", "backups").items.length > 0,
  "kubernetes:dataprotection.kubeblocks.io/v1alpha1:BackupSchedule": ({ inputs }) =>
    inputs.at("spec", "schedules").items.some((schedule) => schedule.at("enabled").flag === true),
  "kubernetes:acid.zalan.do/v1:postgresql": ({ inputs }) =>
    inputs.at("spec", "enableLogicalBackup").flag === true,
};

/** Types of what backs databases up by itself. */
export const keeperTypes: readonly string[] = [...databaseServerTypes, ...Object.keys(OPERATORS)];

/** Endings that operators give the Services of a cluster. */
const ENDING = /-(?:rw|ro|r|primary|replicas|ha|pgbouncer|pooler|repl)$/;

/** Name of the cluster that an object is, or that it backs up. @throws Undecided */
const clusterOf = ({ inputs, name }: Subject): string =>
  inputs.at("spec", "cluster", "name").text ?? inputs.at("metadata", "name").text ?? name;

function byOperator(host: string, stack: Stack): boolean {
  const [service = "", namespace = ""] = host.split(".");
  const named = [service, service.replace(ENDING, "")];
  return Object.entries(OPERATORS).some(([type, states]) =>
    stack
      .ofType(type)
      .some((one) => named.includes(clusterOf(one)) && namespaceOf(one) === namespace && states(one)),
  );
}

/**
 * Whether a database is backed up by RDS or by an operator of the stack; perhaps, if it is on an RDS server of another
 * program.
 * @param database as `<host>/<database>`
 * @throws Undecided
 */
export function keeperOf(database: string, stack: Stack): Keeper {
  const host = database.slice(0, database.lastIndexOf("/"));
  if (HOSTED.test(host)) return "perhaps";
  const [, identifier] = RDS.exec(host) ?? [];
  if (identifier === undefined) return byOperator(host, stack) ? "yes" : "no";
  const server = stack
    .ofType(...databaseServerTypes)
    .find((one) => IDENTIFIERS.some((name) => one.inputs.at(name).text === identifier));
  if (server === undefined) return "perhaps";
  const days = server.inputs.at("backupRetentionPeriod").number ?? DEFAULT_DAYS[server.type] ?? 0;
  return days > 0 ? "yes" : "no";
}
