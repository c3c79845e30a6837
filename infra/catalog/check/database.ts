import type { Problem } from "../../problem";
import type { Service } from "../types";

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
            limit: "name at least one table: a restore is compared by them",
            remedy: "name the tables whose loss would matter most",
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
        limit: "have an id of its own",
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

/** Connections that all replicas may open at the largest number of them that any setting allows. */
export function connectionsWanted(service: Service): number {
  return service.workloads.reduce((sum, workload) => {
    const planned = Object.values(service.capacity.replicas[workload.name] ?? {});
    const replicas = Math.max(
      workload.replicas.primary,
      workload.replicas.standby,
      workload.autoscaling?.maxReplicas ?? 0,
      ...planned,
    );
    return sum + replicas * ((workload.pool?.size ?? 0) + (workload.pool?.overflow ?? 0));
  }, service.database.reservedConnections);
}

function connectionProblems(service: Service): readonly Problem[] {
  const { maxConnections } = service.database;
  const wanted = connectionsWanted(service);
  const allowed = Math.floor((maxConnections * service.thresholds.connectionPercent) / 100);
  if (wanted <= allowed) return [];
  return [
    {
      thing: `catalog: ${service.id}: connections of all pools at the most replicas, with the reserve`,
      value: String(wanted),
      limit: `be at most ${allowed}, ${service.thresholds.connectionPercent} % of max_connections (${maxConnections})`,
      remedy: "make the pools smaller, lower maxReplicas or raise maxConnections",
    },
  ];
}

/** What is wrong with a service's database entry: tables, queries, connections (MAC-5). */
export function databaseProblems(service: Service): readonly Problem[] {
  return [...tableProblems(service), ...integrityProblems(service), ...connectionProblems(service)];
}
