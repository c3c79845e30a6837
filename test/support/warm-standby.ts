import type { Service } from "../../infra/catalog/types";

/** A service whose archive a warm standby replays, where the catalog has an archive. */
export function warmStandby<Of extends Service>(service: Of): Of {
  const { server } = service.database;
  if (server?.kind !== "cluster") return service;
  return { ...service, database: { ...service.database, server: { ...server, standby: "warm" } } };
}
