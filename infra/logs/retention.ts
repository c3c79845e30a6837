import { size } from "../catalog/common";
import type { Service } from "../catalog/types";
import { collector } from "./collector";
import { storeDocuments } from "./store-documents";

/** The job that gives the store its retention of logs, and proves that it keeps none for longer (KYB-8, KYB-9). */
export const retention = {
  /** Name of its CronJob, account, label and container. */
  name: "log-retention",
  /** Every day after the store's own midnight work, five cron fields. */
  schedule: "10 1 * * *",
  /** Zone of the schedule, and of the days in indices' names. */
  timeZone: "Etc/UTC",
  /** Seconds that a run may start late. */
  startingDeadlineSeconds: 3600,
  /** Longest run in seconds. */
  deadlineSeconds: 900,
  /** Requests and limits. */
  size: size(25, 250, 32, 96),
  /** Days beyond its retention after which an index counts as forgotten: the store checks a few times an hour. */
  marginDays: 2,
} as const;

/** Where things are in its container. */
export const retentionPaths = {
  /** Programs, documents and settings. */
  files: "/etc/lifeboat-logs",
  /** Name of the password's file. */
  password: "password",
} as const;

/** Limits of attempts: they outlast a restart of the store, and a run gives up long before its deadline. */
const PATIENCE = {
  /** Longest request in seconds. */
  requestSeconds: 30,
  /** Attempts at a request. */
  attempts: 6,
  /** Seconds before the second attempt, doubled before each further one up to 30; no less than the store asks for. */
  pauseSeconds: 1,
  /** Seconds after which no attempt begins. */
  totalSeconds: 600,
} as const;

/** How the store is reached. */
interface Connection {
  /** Base URL without a slash at its end. */
  readonly url: string;
  readonly user: string;
  readonly passwordFile: string;
  /** File of the authority. @default the image's own */
  readonly caFile?: string;
}

/** Settings and documents of the job, by file name. */
export function retentionFiles(
  services: readonly Pick<Service, "id" | "housekeeping">[],
  connection: Connection,
): Readonly<Record<"settings.json" | "documents.json", string>> {
  const settings = {
    ...connection,
    prefix: collector.prefix,
    retentionDays: Object.fromEntries(
      services.map(({ id, housekeeping }) => [id, housekeeping.logRetentionDays]),
    ),
    marginDays: retention.marginDays,
    ...PATIENCE,
  };
  const documents = {
    elasticsearch: storeDocuments("elasticsearch", services),
    opensearch: storeDocuments("opensearch", services),
  };
  return {
    "settings.json": `${JSON.stringify(settings, null, 2)}\n`,
    "documents.json": `${JSON.stringify(documents)}\n`,
  };
}
