import { attempt, violation, type Clauses } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import { isIdle, neverComes } from "../../support/kubernetes/idle-job";
import { containers, podSpec } from "../../support/kubernetes/pod";
import { CRON_JOB } from "../../support/kubernetes/recovery-job";
import type { ResourceRule } from "../../support/rule";

/** Seconds in which a pod can hardly have started. */
const START_SECONDS = 10;

const KEPT = "the job must do its work on its schedule";

function* ofJob(spec: Input): Iterable<Clauses> {
  const schedule = spec.at("schedule");
  // A suspended job is a template that somebody starts by hand: its schedule is for nobody.
  const isTemplate = spec.at("suspend").flag === true;
  if (!isTemplate && !schedule.isUnknown && neverComes(schedule.text ?? ""))
    yield [
      `schedule ${schedule.shown} is on a day that never comes`,
      KEPT,
      "name a day that its months have",
    ];
  const job = spec.at("jobTemplate", "spec");
  if (job.at("suspend").flag === true)
    yield ["jobTemplate.spec.suspend is true", KEPT, "remove it; to pause the CronJob set spec.suspend"];
  const deadline = job.at("activeDeadlineSeconds").number ?? START_SECONDS;
  if (deadline < START_SECONDS)
    yield [
      `jobTemplate.spec.activeDeadlineSeconds is ${deadline}`,
      KEPT,
      `allow at least ${START_SECONDS} seconds`,
    ];
  for (const name of ["parallelism", "completions"])
    if (job.at(name).number === 0) yield [`jobTemplate.spec.${name} is 0`, KEPT, `remove ${name}`];
}

/** A job that does nothing succeeds each time. */
export const cronJobDoesSomething: ResourceRule = {
  name: "cron-job-does-something",
  demands: "A CronJob's runs start pods that do more than print or wait, on days that exist.",
  sources: ["Kubernetes Job: suspend, parallelism, completions", "trap 11"],
  profile: "general",
  severity: "high",
  types: [CRON_JOB, `${CRON_JOB}Patch`, "kubernetes:batch/v1beta1:CronJob"],
  *check(subject) {
    yield* attempt(subject, function* () {
      for (const clauses of ofJob(subject.inputs.at("spec"))) yield violation(subject, ...clauses);
    });
    // Helpers beside may wait; a job is idle if all of its containers are.
    yield* attempt(subject, function* () {
      const all = containers(podSpec(subject)).filter(({ label }) => label.startsWith("container "));
      const idle = all.filter(({ spec }) => isIdle(spec));
      if (all.length > 0 && idle.length === all.length)
        yield violation(
          subject,
          `${idle.map(({ label }) => label).join(", ")} does nothing`,
          KEPT,
          "give the command that does the work",
        );
    });
  },
};
