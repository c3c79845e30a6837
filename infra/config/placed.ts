import type { Service } from "../catalog/types";
import type { Settings } from "./settings";

/**
 * A service with its database server where this stack has it: outside of the cluster, until config says otherwise. Where both
 * stacks have one, its standby is warm, and dumps are as rare as the catalog allows beside an archive.
 * @param chosen config's `databaseServers`
 */
export function placed(service: Service, chosen: Settings["databaseServers"]): Service {
  const { id, database } = service;
  const { server } = database;
  if (server?.kind !== "cluster" || chosen[id] === "cluster") return service;
  if (chosen[id] !== "replicated")
    return { ...service, database: { ...database, server: { kind: "external" } } };
  return {
    ...service,
    database: { ...database, server: { ...server, standby: "warm" } },
    backup: { ...service.backup, schedule: server.archive.dumpSchedule },
  };
}
