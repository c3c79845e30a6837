import { interleave, type Way } from "./interleave";
import { measuredJob } from "./measured-job";
import type { PartResult } from "./part";
import type { Runbook } from "./runbook";
import type { Stand } from "./stand";
import { bytesText } from "./table";

const JOB = "job as rendered";
const RUNBOOK = "runbook's way";
const TARGET = "bench_restored";
const MEGABYTE = 1_000_000;

/**
 * Restores the stand's database beside itself in turn, by the job as rendered and by the runbook's way; each from a
 * backup that its own way has made.
 * @param rounds rounds that count
 * @throws when a run fails.
 */
export async function benchRestore(
  stand: Stand,
  runbook: Runbook,
  rounds: number,
  tell: (line: string) => void,
): Promise<PartResult> {
  tell("making the backups that are restored");
  await measuredJob(stand, "backup");
  await runbook.backup();
  const prepare = async (): Promise<void> => {
    await stand.postgres.sql("postgres", `DROP DATABASE IF EXISTS ${TARGET} WITH (FORCE)`);
    await stand.settle();
  };
  const ways: Way[] = [
    { name: JOB, prepare, run: () => measuredJob(stand, "restore", { RESTORE_TARGET: TARGET }) },
    { name: RUNBOOK, prepare, run: () => runbook.restore(TARGET) },
  ];
  const runs = await interleave(ways, rounds, tell);
  await prepare();
  return {
    title: `Restore of ${stand.service.database.name} into a new database`,
    facts: [
      `The database has ${bytesText(stand.databaseBytes)}.`,
      "The job's time includes what the runbook leaves out: checksums, statistics, row counts and integrity queries.",
    ],
    runs,
    comparisons: [{ way: JOB, by: RUNBOOK, target: 1 }],
    limits: [{ way: JOB, peakRssBytes: 256 * MEGABYTE, diskBytes: MEGABYTE }],
  };
}
