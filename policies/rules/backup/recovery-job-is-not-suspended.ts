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
  "Stacks that only wait, whatever their workloads show: nothing there is backed up, verified or rehearsed.",
);

/** Why a job is suspended for a time, in words. */
const REASON = "lifeboat/suspended-for";

const PURPOSES: readonly (string | undefined)[] = ["backup", "verify", "drill"];

/** True where an environment waits: of what names a database in its namespace, none runs. @throws Undecided */
function waits(stack: Stack, maps: ConfigMaps, namespace: string): boolean {
  const writers = stack
    .ofType(...scalableTypes)
    .filter((workload) => namespaceOf(workload) === namespace && databases(workload, maps).named.length > 0);
  return writers.length > 0 && writers.every(({ inputs }) => inputs.at("spec", "replicas").number === 0);
}

const isSuspended = ({ inputs }: Subject): boolean => inputs.at("spec", "suspend").flag === true;

/** What is switched off promises nothing, whatever its schedule says. */
export const recoveryJobIsNotSuspended: StackRule = {
  name: "recovery-job-is-not-suspended",
  demands:
    "A CronJob that backs up, verifies or rehearses is not suspended, unless all of its namespace that names a database has 0 replicas; a proof that an annotation lifeboat/suspended-for puts off is shown.",
  sources: ["REL09-BP03", "REL09-BP04", "STOCK-2", "trap 11"],
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
        // An emergency may put off the proof of a backup, and never the backup.
        if (purpose !== "backup" && (reason.text ?? "") !== "")
          yield notice(
            subject,
            `suspended for ${reason.shown}; until it runs again nothing proves the backups`,
          );
        else
          yield violation(
            subject,
            "suspend is true",
            `namespace ${namespace} does not show that its environment waits`,
            "set suspend: false, or name a stack that only waits in the setting standbyStacks",
          );
      });
  },
};
