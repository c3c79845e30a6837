import { attempt, violation } from "../support/finding";
import { Undecided, type Input } from "../support/input";
import { containers, podSpec, podTypes } from "../support/pod";
import { CRON_JOB, purposeOf } from "../support/recovery-job";
import type { StackRule } from "../support/rule";
import type { Subject } from "../support/subject";

/** How libpq names a server and a database. */
const [HOST, DATABASE] = ["PGHOST", "PGDATABASE"];

/** A variable's value; undefined where there is none in clear. Of two the last one counts. @throws Undecided */
function valueOf(container: Input, name: string): string | undefined {
  const value = container
    .at("env")
    .items.filter((variable) => variable.at("name").text === name)
    .at(-1)
    ?.at("value");
  return value?.isSet === true ? value.shown : undefined;
}

/** Databases that a pod names, as `<host>/<database>`. @throws Undecided */
function databases(subject: Subject): readonly string[] {
  return containers(podSpec(subject)).flatMap(({ spec }) => {
    const [host, database] = [valueOf(spec, HOST), valueOf(spec, DATABASE)];
    return host === undefined || database === undefined ? [] : [`${host}/${database}`];
  });
}

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
  demands:
    "A PostgreSQL database that a pod names by PGHOST and PGDATABASE has a CronJob of component backup that names it too.",
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
            "a CronJob of component backup with its PGHOST and PGDATABASE is asked for",
            "declare one",
          );
        }
      });
  },
};
