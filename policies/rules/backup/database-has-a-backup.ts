import { CONFIG_MAP, configMapsOf, type ConfigMaps } from "../../support/kubernetes/config-map";
import { DATABASE_VARIABLES, databases } from "../../support/database/database-name";
import { keeperOf, keeperTypes } from "../../support/database/managed-backup";
import { attempt, notice, violation, type Finding } from "../../support/input/finding";
import { reading, Undecided } from "../../support/input/input";
import { podTypes } from "../../support/kubernetes/pod";
import { CRON_JOB, namespaceOf, purposeOf } from "../../support/kubernetes/recovery-job";
import type { StackRule } from "../../support/rule";
import type { Subject } from "../../support/input/subject";

/** Databases that backups name. */
interface BackedUp {
  readonly named: ReadonlySet<string>;
  /** The namespaces of the backups and the databases' names without their hosts, `<namespace>/<name>`. */
  readonly names: ReadonlySet<string>;
  /** An unknown part of a backup. */
  readonly open: string | undefined;
  /** A ConfigMap that may name one but is not declared in the stack, and its pod. */
  readonly unseen: string | undefined;
}

/** A database without its host, as a job of a namespace names it. */
const nameIn = (job: Subject, database: string): string =>
  `${namespaceOf(job)}/${database.slice(database.lastIndexOf("/") + 1)}`;

function backedUp(jobs: readonly Subject[], maps: ConfigMaps): BackedUp {
  const all = jobs.map((job) => {
    const read = reading(() => (purposeOf(job) === "backup" ? databases(job, maps) : undefined));
    if (read instanceof Undecided) return { named: [], names: [], open: `${read.path} of ${job.name}` };
    const { named, unseen } = read ?? { named: [], unseen: [] };
    const names = named.map((database) => nameIn(job, database));
    return { named, names, unseen: unseen.map((map) => `ConfigMap ${map} of ${job.name}`)[0] };
  });
  return {
    named: new Set(all.flatMap(({ named }) => named)),
    names: new Set(all.flatMap(({ names }) => names)),
    open: all.find(({ open }) => open !== undefined)?.open,
    unseen: all.find(({ unseen }) => unseen !== undefined)?.unseen,
  };
}

/** Findings on a database that no backup names. @throws Undecided */
function* lost(subject: Subject, database: string, { open, unseen }: BackedUp): Iterable<Finding> {
  if (open !== undefined) throw new Undecided(open);
  if (unseen === undefined)
    yield violation(
      subject,
      `database ${database} has no backup`,
      "a CronJob of component backup that names its host and database is required",
      "declare one",
    );
  else
    yield notice(
      subject,
      `no backup names database ${database}, unless ${unseen} does, which this stack does not declare: check it`,
    );
}

/** Purposes of jobs that restore a backup for proof alone, perhaps on a server of its own. */
const PROOFS: readonly (string | undefined)[] = ["verify", "drill"];

/** A database with a login has data, and data needs a backup. */
export const databaseHasABackup: StackRule = {
  name: "database-has-a-backup",
  demands: `A database that a pod names in ${DATABASE_VARIABLES}, directly or in a ConfigMap of the stack, has a CronJob of component backup that names it too, or is backed up by RDS or an operator of the stack; of what a CronJob of component verify or drill names, a backup of the same name in its namespace suffices.`,
  sources: ["REL09-BP01", "REL09-BP03", "STOCK-1", "trap 11"],
  profile: "recovery",
  labels: ["label app.kubernetes.io/component"],
  severity: "critical",
  types: [...podTypes, CONFIG_MAP, ...keeperTypes],
  *checkStack(stack) {
    const maps = configMapsOf(stack);
    const backups = backedUp(stack.ofType(CRON_JOB), maps);
    const reported = new Set<string>();
    for (const subject of stack.ofType(...podTypes))
      yield* attempt(subject, function* () {
        const isProof = subject.type === CRON_JOB && PROOFS.includes(purposeOf(subject));
        const { named, unseen } = databases(subject, maps);
        for (const database of named) {
          if (backups.named.has(database) || reported.has(database)) continue;
          // It restores a backup of the same name on a server of its own.
          if (isProof && backups.names.has(nameIn(subject, database))) continue;
          const keeper = keeperOf(database, stack);
          if (keeper === "yes") continue;
          reported.add(database);
          if (keeper === "perhaps")
            yield notice(
              subject,
              `database ${database} is on an RDS server of another program: check that it keeps backups`,
            );
          else yield* lost(subject, database, backups);
        }
        for (const map of unseen) {
          const place = `ConfigMap ${map} of namespace ${namespaceOf(subject)}`;
          if (!reported.has(place))
            yield notice(
              subject,
              `${place}, which this stack does not declare, may name a database: check that it has a backup`,
            );
          reported.add(place);
        }
      });
  },
};
