import { CONFIG_MAP, configMapsOf, type ConfigMaps } from "../../support/kubernetes/config-map";
import { databases } from "../../support/database/database-name";
import { attempt, notice, violation } from "../../support/input/finding";
import { CRON_JOB, namespaceOf, purposeOf } from "../../support/kubernetes/recovery-job";
import type { StackRule } from "../../support/rule";
import { textsSetting } from "../../support/input/setting";
import { stackOf, type Stack, type Subject } from "../../support/input/subject";
import { scalableTypes } from "../../support/kubernetes/workload";

const standbyStacks = textsSetting(
  "standbyStacks",
  [],
  "Passive stacks, in which nothing is backed up, verified or rehearsed, whatever their workloads show.",
);

/** Annotation with the reason for a temporary suspension. */
const REASON = "lifeboat/suspended-for";

const PURPOSES: readonly (string | undefined)[] = ["backup", "verify", "drill"];

/** Whether an environment is passive: no workload of its namespace that names a database runs. @throws Undecided */
function waits(stack: Stack, maps: ConfigMaps, namespace: string): boolean {
  const writers = stack
    .ofType(...scalableTypes)
    .filter((workload) => namespaceOf(workload) === namespace && databases(workload, maps).named.length > 0);
  return writers.length > 0 && writers.every(({ inputs }) => inputs.at("spec", "replicas").number === 0);
}

const isSuspended = ({ inputs }: Subject): boolean => inputs.at("spec", "suspend").flag === true;

/** A suspended job does not run, whatever its schedule says. */
export const recoveryJobIsNotSuspended: StackRule = {
  name: "recovery-job-is-not-suspended",
  demands:
    "A CronJob that backs up, verifies or rehearses is not suspended, unless every workload of its namespace that names a database has 0 replicas; an annotation lifeboat/suspended-for turns the violation for a verification or rehearsal into a notice.",
  sources: ["REL09-BP03", "REL09-BP04", "STOCK-2", "trap 11"],
  profile: "recovery",
  labels: ["annotation lifeboat/suspended-for"],
  severity: "critical",
  types: [CRON_JOB, ...scalableTypes, CONFIG_MAP],
  settings: [standbyStacks],
  *checkStack(stack, settings) {
    const maps = configMapsOf(stack);
    for (const subject of stack.ofType(CRON_JOB))
      yield* attempt(subject, function* () {
        const purpose = purposeOf(subject);
        if (!PURPOSES.includes(purpose) || !isSuspended(subject)) return;
        const namespace = namespaceOf(subject);
        if (standbyStacks.of(settings).includes(stackOf(subject.urn)) || waits(stack, maps, namespace))
          return;
        const reason = subject.inputs.at("metadata", "annotations", REASON);
        // An emergency may suspend the proof of a backup, but never the backup.
        if (purpose !== "backup" && (reason.text ?? "") !== "")
          yield notice(subject, `suspended for ${reason.shown}; until it runs again, backups are not proved`);
        else
          yield violation(
            subject,
            "suspend is true",
            `namespace ${namespace} does not look like a passive environment`,
            "set suspend: false, or name a passive stack in the setting standbyStacks",
          );
      });
  },
};
