import { deletedKeepDays } from "../../lib/repository";
import { archiving } from "../catalog/failover";
import type { ClusterServer, Horizon, Service } from "../catalog/types";
import { DAYS, KEY_REQUESTS_PER_WRITE, type Line } from "./line";

/** Size of a physical backup as stored, percent of the database: zstd's first level halves blocks and indexes. */
const STORED_PERCENT = 50;
const FULL_DAYS = 7;
/** Regions that have a repository. */
const COPIES = 2;
/** Files of a database are 1 GiB at most; a small one has some thousands, which pgBackRest bundles into archives of 20 MiB. */
const FILE_MIB = 20;

/**
 * The monthly bill of a server's two repositories: full backups each week, what changed each day since the last full one, and
 * all WAL, kept for as long as a point in time stays within reach and, deleted, for the window against a malicious deletion.
 */
export function repositoryLines(
  service: Pick<Service, "capacity">,
  { archive }: ClusterServer,
  horizon: Horizon,
): readonly Line[] {
  const stored = (service.capacity.databaseStorageGib[horizon] * STORED_PERCENT) / 100;
  const walPerDay = (stored * archiving.walPercentPerDay) / 100;
  // A full backup goes when the next one that is old enough has taken its place.
  const days = archive.keepDays + FULL_DAYS + deletedKeepDays;
  const fullsPerDay = stored / FULL_DAYS;
  // On six days what changed since the last full one, 1 to 6 days of it; incremental ones divide a day among them.
  const differentialsPerDay = (walPerDay * (1 + 2 + 3 + 4 + 5 + 6)) / FULL_DAYS;
  const writtenPerDay = fullsPerDay + differentialsPerDay + walPerDay + walPerDay;
  const segments = (24 * 60 * 60) / archive.timeoutSeconds;
  const files = (writtenPerDay * 1024) / FILE_MIB + segments;
  const writes = COPIES * files * DAYS;
  return [
    { purpose: "repositories", price: "STANDARD", units: COPIES * writtenPerDay * days },
    { purpose: "traffic", price: "abroad", units: writtenPerDay * DAYS },
    { purpose: "requests", price: "write", units: writes },
    { purpose: "keys", price: "keyRequest", units: writes * KEY_REQUESTS_PER_WRITE },
  ];
}
