import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import type { Measured } from "../measured";
import { measuredCommand } from "../measured-command";
import type { Stand } from "../stand";

/** Bucket of the runbook's way: a plain one, so that neither versions nor locks of the vault weigh on it. */
const BUCKET = "lifeboat-bench-runbook";

/** The runbook's scripts, run against a stand's servers. */
export interface Runbook {
  /** Dump to a file, gzip, upload. */
  backup(): Promise<Measured>;
  /** Download, gunzip, pg_restore into a new database. */
  restore(database: string): Promise<Measured>;
  /** pg_dump without compression, to nowhere. */
  rawDump(): Promise<Measured>;
}

/** Makes the bucket that the runbook's scripts use. */
export async function openRunbook(stand: Stand): Promise<Runbook> {
  const { logins, service, folder } = stand;
  const { ownerRole } = service.database;
  const run = (
    script: string,
    user: string,
    password: string,
    more: NodeJS.ProcessEnv = {},
  ): Promise<Measured> =>
    measuredCommand({
      command: ["/bin/bash", path.join(__dirname, script)],
      env: { ...stand.runbookEnv(user, password), RUNBOOK_BUCKET: BUCKET, ...more },
      cwd: folder,
    });
  const env = stand.runbookEnv(ownerRole, logins.owner);
  const make = ["--endpoint-url", env["S3_ENDPOINT"] ?? "", "s3", "mb", `s3://${BUCKET}`];
  await promisify(execFile)("/usr/bin/aws", make, { env });
  return {
    backup: () => run("backup.sh", ownerRole, logins.owner),
    restore: (database) => run("restore.sh", ownerRole, logins.owner, { RESTORE_DATABASE: database }),
    rawDump: () => run("raw-dump.sh", ownerRole, logins.owner),
  };
}
