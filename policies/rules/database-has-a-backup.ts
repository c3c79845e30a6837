import { DATABASE_VARIABLES, databases } from "../support/database-name";
import { attempt, violation } from "../support/finding";
import { reading, Undecided } from "../support/input";
import { podTypes } from "../support/pod";
import { CRON_JOB, purposeOf } from "../support/recovery-job";
import type { StackRule } from "../support/rule";
import type { Subject } from "../support/subject";

/** Databases that backups name, and what is not known of one. */
function backedUp(jobs: readonly Subject[]): { readonly names: ReadonlySet<string>; readonly open?: string } {
  const all = jobs.map((job) => {
    const named = reading(() => (purposeOf(job) === "backup" ? databases(job) : []));
    return named instanceof Undecided
      ? { names: [], open: `${named.path} of ${job.name}` }
      : { names: named, open: undefined };
  });
  const open = all.find((one) => one.open !== undefined)?.open;
  return { names: new Set(all.flatMap(({ names }) => names)), ...(open === undefined ? {} : { open }) };
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
