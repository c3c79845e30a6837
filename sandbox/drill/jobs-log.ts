import { appendFileSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";

/** Takes a line that a pod of somebody wrote. */
export type JobsLog = (owner: string, line: string) => void;

/**
 * A file `jobs.log` with what every pod wrote, when, and whose pod it was: one pod's lines lie between those of others.
 * @param directory is made when it is not there; a file of an earlier drill is written over
 */
export function openJobsLog(directory: string): { readonly file: string; readonly write: JobsLog } {
  const file = path.join(directory, "jobs.log");
  mkdirSync(directory, { recursive: true });
  rmSync(file, { force: true });
  const write: JobsLog = (owner, line) => {
    appendFileSync(file, `${new Date().toISOString()} ${owner}: ${line}\n`);
  };
  return { file, write };
}
