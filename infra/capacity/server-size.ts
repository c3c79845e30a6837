import type { ArchiveJob } from "../catalog/archive-jobs";
import type { Horizon, Service, Size } from "../catalog/types";

/** MiB of one GiB. */
const MIB = 1024;

/** Share of the database's size that its disk has beside: WAL that a repository did not take yet, and a restore's leftovers. */
const ROOM_SHARE = 0.3;
/** The least of it, GiB: an archive_timeout of a minute fills 23 GiB a day where little is written, and a region may be down for days. */
const LEAST_ROOM_GIB = 64;

type Planned = Pick<Service, "capacity">;

/** Requests and limits of a declared database server, from the capacity plan: what it is promised is what it may use. */
export function serverSize({ capacity }: Planned, horizon: Horizon): Size {
  const millicores = capacity.databaseCores[horizon] * 1000;
  const memoryMib = capacity.databaseMemoryGib[horizon] * MIB;
  return {
    cpuRequestMillicores: millicores,
    cpuLimitMillicores: millicores,
    memoryRequestMib: memoryMib,
    memoryLimitMib: memoryMib,
  };
}

/** Size of its disk in GiB. */
export function serverDiskGib({ capacity }: Planned, horizon: Horizon): number {
  const gib = capacity.databaseStorageGib[horizon];
  return gib + Math.max(LEAST_ROOM_GIB, Math.ceil(gib * ROOM_SHARE));
}

/** Requests and limits of what answers backups beside the server: it reads, compresses and encrypts for them. */
export const TLS_SIZE: Size = {
  cpuRequestMillicores: 100,
  cpuLimitMillicores: 2000,
  memoryRequestMib: 128,
  memoryLimitMib: 512,
};

/** Requests and limits of a job of physical backups; one that restores runs the server too. */
export const archiveJobSize = ({ restores = false }: Pick<ArchiveJob, "restores">): Size => ({
  cpuRequestMillicores: 250,
  cpuLimitMillicores: 2000,
  memoryRequestMib: restores ? 512 : 128,
  memoryLimitMib: restores ? 1024 : 256,
});
