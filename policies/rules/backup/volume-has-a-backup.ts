import { attempt, violation } from "../../support/input/finding";
import { reading, Undecided, type Input } from "../../support/input/input";
import { podSpec, podTypes } from "../../support/kubernetes/pod";
import { CRON_JOB, namespaceOf, purposeOf } from "../../support/kubernetes/recovery-job";
import { isSavedByTool, volumeToolTypes } from "../../support/kubernetes/volume-backup";
import type { StackRule } from "../../support/rule";
import type { Subject } from "../../support/input/subject";

/** Kinds whose pods keep data on a volume; a job's volume is scratch space. */
const KEEPERS = podTypes.filter((type) => !/:(Job|CronJob)$/.test(type));

const STATEFUL_SET = "kubernetes:apps/v1:StatefulSet";

const isClaim = (volume: Input): boolean => volume.at("persistentVolumeClaim").isSet;

/** Whether a workload keeps data beyond its pods. @throws Undecided */
const keepsData = (subject: Subject): boolean =>
  (subject.type === STATEFUL_SET && subject.inputs.at("spec", "volumeClaimTemplates").items.length > 0) ||
  podSpec(subject).at("volumes").items.some(isClaim);

/** Whether a job may back up a namespace. @throws Undecided */
const backsUp = (job: Subject, namespace: string): boolean =>
  namespaceOf(job) === namespace && purposeOf(job) === "backup";

/** A lost volume loses its data. */
export const volumeHasABackup: StackRule = {
  name: "volume-has-a-backup",
  demands:
    "A workload that keeps data in a PersistentVolumeClaim has a CronJob of component backup in its namespace, or is backed up by Velero, K8up or VolSync.",
  sources: ["REL09-BP01", "REL09-BP03", "trap 11"],
  profile: "recovery",
  labels: ["label app.kubernetes.io/component"],
  severity: "high",
  types: [...podTypes, ...volumeToolTypes],
  *checkStack(stack) {
    const jobs = stack.ofType(CRON_JOB);
    for (const subject of stack.ofType(...KEEPERS))
      yield* attempt(subject, function* () {
        if (!keepsData(subject)) return;
        const namespace = namespaceOf(subject);
        const backups = jobs.map((job) => ({ job, is: reading(() => backsUp(job, namespace)) }));
        if (backups.some(({ is }) => is === true) || isSavedByTool(namespace, stack)) return;
        for (const { job, is } of backups)
          if (is instanceof Undecided) throw new Undecided(`${is.path} of ${job.name}`);
        yield violation(
          subject,
          `its volumes have no backup in namespace ${namespace}`,
          "a CronJob of component backup is required",
          "declare one, or exempt data that may be lost",
        );
      });
  },
};
