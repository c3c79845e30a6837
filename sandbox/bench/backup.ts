import { z } from "zod";
import { interleave } from "./interleave";
import { measuredJob } from "./measured-job";
import type { PartResult } from "./part";
import type { Runbook } from "./runbook";
import type { Stand } from "./stand";
import { bytesText } from "./table";

const JOB = "job as rendered";
const RUNBOOK = "runbook's way";
const RAW = "raw dump";

const MEGABYTE = 1_000_000;
// Room for what a program may write beside a dump; a copy of the dump is hundreds of times that.
const NO_COPY_BYTES = MEGABYTE;

const finished = z.object({
  event: z.literal("backup_finished"),
  bytes: z.number(),
  dumpBytes: z.number(),
});

/** Sizes of dump and stored object from a backup job's log. @throws when it has no line of a finished backup. */
export function sizesOf(log: string): { readonly dumpBytes: number; readonly bytes: number } {
  for (const line of log.split("\n").filter((text) => text.startsWith("{"))) {
    const found = finished.safeParse(JSON.parse(line));
    if (found.success) return found.data;
  }
  throw new Error("the backup job logged no backup_finished with bytes and dumpBytes");
}

/**
 * Backs the stand's database up in turn by the job as rendered, by the runbook's way and by a dump to nowhere.
 * @param rounds rounds that count
 * @throws when a run fails.
 */
export async function benchBackup(
  stand: Stand,
  runbook: Runbook,
  rounds: number,
  tell: (line: string) => void,
): Promise<PartResult> {
  const prepare = (): Promise<void> => stand.settle();
  let sizes = { dumpBytes: 0, bytes: 0 };
  const job = async (): ReturnType<typeof measuredJob> => {
    const measured = await measuredJob(stand, "backup");
    sizes = sizesOf(measured.log);
    return measured;
  };
  const ways = [
    { name: JOB, prepare, run: job },
    { name: RUNBOOK, prepare, run: () => runbook.backup() },
    { name: RAW, prepare, run: () => runbook.rawDump() },
  ];
  const runs = await interleave(ways, rounds, tell);
  const { dumpBytes, bytes } = sizes;
  return {
    title: `Backup of ${stand.service.database.name}`,
    facts: [
      `The database has ${bytesText(stand.databaseBytes)}, its dump ${bytesText(dumpBytes)}, the stored object ${bytesText(bytes)} (${(dumpBytes / bytes).toFixed(1)} times less).`,
      "Every way uses the same server over TLS; the object store is moto on loopback, which the job reaches through a forwarded port.",
    ],
    runs,
    comparisons: [
      { way: JOB, by: RUNBOOK, target: 0.5, aim: 0.35 },
      { way: JOB, by: RAW },
    ],
    limits: [{ way: JOB, peakRssBytes: 256 * MEGABYTE, diskBytes: NO_COPY_BYTES }],
  };
}
