import type { ClusterServer, DatabaseServer } from "../catalog/types";

/** Whether a failover recovers from the archive. */
export const recoversByArchive = (
  server: DatabaseServer | undefined,
): server is ClusterServer & { readonly standby: "warm" } =>
  server?.kind === "cluster" && server.standby === "warm";
