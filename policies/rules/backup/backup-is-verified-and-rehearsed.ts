import { attempt, violation } from "../../support/input/finding";
import {
  beside,
  CRON_JOB,
  isOfSameService,
  namespaceOf,
  purposeOf,
} from "../../support/kubernetes/recovery-job";
import type { StackRule } from "../../support/rule";

const NEEDED = { verify: "a verification", drill: "a rehearsal of the restore" } as const;

/** A backup that was never restored is not proved. */
export const backupIsVerifiedAndRehearsed: StackRule = {
  name: "backup-is-verified-and-rehearsed",
  demands:
    "For each CronJob that backs up, its service has one that verifies backups and one that rehearses a restore.",
  sources: ["REL09-BP04", "KYB-8", "TASK-1", "trap 11"],
  profile: "recovery",
  labels: ["label app.kubernetes.io/part-of"],
  severity: "critical",
  types: [CRON_JOB],
  *checkStack(stack) {
    const jobs = stack.ofType(CRON_JOB);
    for (const subject of jobs)
      yield* attempt(subject, function* () {
        if (purposeOf(subject) !== "backup") return;
        const namespace = namespaceOf(subject);
        const near = beside(jobs, subject).filter((one) => namespaceOf(one) === namespace);
        // If it is the only backup of its namespace, the message need not name it.
        const isAlone = near.filter((one) => purposeOf(one) === "backup").length === 1;
        const own = isAlone ? near : near.filter((one) => isOfSameService(one, subject));
        const purposes = own.map(purposeOf);
        for (const [purpose, what] of Object.entries(NEEDED))
          if (!purposes.includes(purpose))
            yield violation(
              subject,
              `namespace ${namespace} has no CronJob of component ${purpose}${isAlone ? "" : " for it"}`,
              `a backup requires ${what}`,
              `declare one with the label app.kubernetes.io/component: ${purpose}${isAlone ? "" : ", named like the backup"}`,
            );
      });
  },
};
