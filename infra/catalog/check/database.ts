import type { Problem } from "../../problem";
import { surge } from "../common";
import type { Service, Workload } from "../types";
import { connections, jobConnections } from "../logins";

function tableProblems(service: Service): readonly Problem[] {
  const { keyTables, schemas } = service.database;
  const thing = `catalog: ${service.id}: database.keyTables`;
  const none: readonly Problem[] =
    keyTables.length > 0
      ? []
      : [
          {
            thing,
            value: "[]",
            limit: "name at least one table: restores are compared by their row counts",
            remedy: "add the tables whose loss would matter most",
          },
        ];
  const wrong = keyTables.filter((table) => {
    const [schema = "", name = "", ...rest] = table.split(".");
    return name === "" || rest.length > 0 || !schemas.includes(schema);
  });
  return [
    ...none,
    ...wrong.map((table) => ({
      thing,
      value: `"${table}"`,
      limit: `be schema-qualified, in one of the database's schemas: ${schemas.join(", ")}`,
      remedy: `write it as public.${table.split(".").at(-1) ?? table}`,
    })),
  ];
}

function integrityProblems(service: Service): readonly Problem[] {
  const queries = service.database.integrity;
  return queries.flatMap((query, index) => {
    const thing = `catalog: ${service.id}: integrity query ${query.id}`;
    const problems: Problem[] = [];
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(query.id)) {
      problems.push({ thing, value: `"${query.id}"`, limit: "have a kebab-case id", remedy: "rename it" });
    }
    if (queries.findIndex((other) => other.id === query.id) !== index) {
      problems.push({
        thing,
        value: `"${query.id}"`,
        limit: "have a unique id",
        remedy: "rename one of them",
      });
    }
    if (!/^\s*select\b/i.test(query.sql) || query.sql.includes(";")) {
      problems.push({
        thing,
        value: JSON.stringify(query.sql.slice(0, 60)),
        limit: "be one SELECT without a semicolon",
        remedy: "write it as SELECT count(*) of the rows that violate it",
      });
    }
    return problems;
  });
}

/** Maximum replicas of a workload in any environment, at any horizon, with its autoscaler. */
function mostReplicas({ capacity }: Service, { name, replicas, autoscaling }: Workload): number {
  const planned = Object.values(capacity.replicas[name] ?? {});
  return Math.max(replicas.primary, replicas.standby, autoscaling?.maxReplicas ?? 0, ...planned);
}

const poolOf = ({ pool }: Workload): number => (pool?.size ?? 0) + (pool?.overflow ?? 0);

/** Connections of the pools of all replicas, at the maximum number of replicas. */
function pooled(
  service: Service,
  beyond: (workload: Workload, replicas: number) => number = () => 0,
): number {
  return service.workloads.reduce((sum, workload) => {
    const replicas = mostReplicas(service, workload);
    return sum + (replicas + beyond(workload, replicas)) * poolOf(workload);
  }, 0);
}

/** Connections that a service may use without a roll-out: all pools, and the reserve for jobs and people. */
export function connectionsWanted(service: Service): number {
  return pooled(service) + service.database.reservedConnections;
}

/** MAC-5: room for the pools, for a roll-out with the pools of old and new pods, and for every job's login. */
function connectionProblems(service: Service): readonly Problem[] {
  const { maxConnections, reservedConnections } = service.database;
  const { connectionPercent } = service.thresholds;
  const thing = `catalog: ${service.id}: connections`;
  const remedy = "make the pools smaller, lower maxReplicas or raise maxConnections";
  const wanted = connectionsWanted(service);
  const allowed = Math.floor((maxConnections * connectionPercent) / 100);
  const rolling = pooled(service, ({ rollout }, replicas) => surge(rollout, replicas));
  const limit = maxConnections - reservedConnections;
  return [
    {
      holds: wanted <= allowed,
      thing: `${thing} of all pools at maximum replicas, with the reserve`,
      value: String(wanted),
      limit: `be at most ${allowed}, ${connectionPercent} % of max_connections (${maxConnections})`,
      remedy,
    },
    {
      holds: rolling <= limit,
      thing: `${thing} of all pools at maximum replicas during a roll-out`,
      value: String(rolling),
      limit: `be at most ${limit}, the connection limit of the application's login`,
      remedy: `lower maxSurge, or ${remedy}`,
    },
    {
      holds: reservedConnections >= jobConnections,
      thing: `catalog: ${service.id}: database.reservedConnections`,
      value: String(reservedConnections),
      limit: `be at least ${jobConnections}: ${connections.jobLogins} logins of jobs with ${connections.jobLogin} connections each`,
      remedy: "raise it: a backup must not wait for a pool",
    },
  ].flatMap(({ holds, ...problem }) => (holds ? [] : [problem]));
}

/** Problems of a service's database entry: tables, queries, connections (MAC-5). */
export function databaseProblems(service: Service): readonly Problem[] {
  return [...tableProblems(service), ...integrityProblems(service), ...connectionProblems(service)];
}
