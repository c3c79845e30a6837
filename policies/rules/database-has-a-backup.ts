import { DATABASE_VARIABLES, databases } from "../support/database-name";
import { attempt, violation } from "../support/finding";
import { Undecided } from "../support/input";
import { podTypes } from "../support/pod";
import { CRON_JOB, purposeOf } from "../support/recovery-job";
import type { StackRule } from "../support/rule";
import type { Subject } from "../support/subject";

/** Databases that backups name, and what is not known of one. */
function backedUp(jobs: readonly Subject[]): { readonly names: ReadonlySet<string>; readonly open?: string } {
  const names = new Set<string>();
  const open = jobs.flatMap((job) => {
    try {
      if (purposeOf(job) === "backup") for (const name of databases(job)) names.add(name);
      return [];
    } catch (error) {
      if (error instanceof Undecided) return [`${error.path} of ${job.name}`];
      throw error;
    }
  });
  return { names, ...(open[0] === undefined ? {} : { open: open[0] }) };
}

/** What has a login has data, and what has data has a backup. */
export const databaseHasABackup: StackRule = {
  name: "database-has-a-backup",
  demands: `A database that a pod names by ${DATABASE_VARIABLES} has a CronJob of component backup that names it too.`,
  sources: ["REL09-BP01", "REL09-BP03", "STOCK-1", "trap 11"],
  severity: "critical",
  types: podTypes,
  *checkStack(stack) {
    const { names, open } = backedUp(stack.ofType(CRON_JOB));
    const told = new Set<string>();
    for (const subject of stack.ofType(...podTypes))
      yield* attempt(subject, function* () {
        for (const database of databases(subject)) {
          if (names.has(database) || told.has(database)) continue;
          if (open !== undefined) throw new Undecided(open);
          told.add(database);
          yield violation(
            subject,
            `database ${database} has no backup`,
            "a CronJob of component backup that names its host and database is asked for",
            "declare one",
          );
        }
      });
  },
};
