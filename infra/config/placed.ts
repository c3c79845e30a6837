import type { Service } from "../catalog/types";
import type { Settings } from "./settings";

/** What a stack says of where the parts of a service are. */
export type Placing = Pick<Settings, "databaseServers" | "cloudflare">;

/** Outside of the cluster, until config says otherwise. */
function database({ id, database: catalog, backup }: Service, chosen: Placing["databaseServers"]) {
  const { server } = catalog;
  if (server?.kind !== "cluster" || chosen[id] === "cluster") return { database: catalog, backup };
  if (chosen[id] !== "replicated")
    return { database: { ...catalog, server: { kind: "external" } as const }, backup };
  return {
    database: { ...catalog, server: { ...server, standby: "warm" as const } },
    backup: { ...backup, schedule: server.archive.dumpSchedule },
  };
}

/**
 * A service as this stack has it. Its database server is outside of the cluster, until config says otherwise; where both
 * stacks have one, its standby is warm, and dumps are as rare as the catalog allows beside an archive. Without Cloudflare it
 * has no CDN of ours.
 */
export function placed(service: Service, { databaseServers, cloudflare }: Placing): Service {
  const { cdn, ...rest } = { ...service, ...database(service, databaseServers) };
  return cloudflare && cdn !== undefined ? { ...rest, cdn } : rest;
}
