import { attempt, violation } from "../../support/input/finding";
import { CRON_JOB, isOfSameService, namespaceOf, purposeOf } from "../../support/kubernetes/recovery-job";
import type { StackRule } from "../../support/rule";

const NEEDED = { verify: "a verification", drill: "a rehearsal of the restore" } as const;

/** A backup that was never restored is a hope. */
export const backupIsVerifiedAndRehearsed: StackRule = {
  name: "backup-is-verified-and-rehearsed",
  demands:
    "A CronJob that backs up has beside it, for its service, one that verifies backups and one that rehearses a restore.",
  sources: ["REL09-BP04", "KYB-8", "TASK-1", "trap 11"],
  severity: "critical",
  types: [CRON_JOB],
  *checkStack(stack) {
    const jobs = stack.ofType(CRON_JOB);
    for (const subject of jobs)
      yield* attempt(subject, function* () {
        if (purposeOf(subject) !== "backup") return;
        const namespace = namespaceOf(subject);
        const beside = jobs.filter((one) => namespaceOf(one) === namespace);
        // Of a backup that is alone in its namespace there is nothing to tell apart.
        const isAlone = beside.filter((one) => purposeOf(one) === "backup").length === 1;
        const own = isAlone ? beside : beside.filter((one) => isOfSameService(one, subject));
        const purposes = own.map(purposeOf);
        for (const [purpose, what] of Object.entries(NEEDED))
          if (!purposes.includes(purpose))
            yield violation(
              subject,
              `namespace ${namespace} has no CronJob of component ${purpose}${isAlone ? "" : " for it"}`,
              `${what} is asked for beside a backup`,
              `declare one with the label app.kubernetes.io/component: ${purpose}${isAlone ? "" : ", named like the backup"}`,
            );
      });
  },
};
