import { alertsIn, PROMETHEUS_RULE, type AlertRule } from "../support/alert-rule";
import { attempt, violation } from "../support/finding";
import { Undecided } from "../support/input";
import { lets, names, selectors } from "../support/prom-selector";
import { CRON_JOB, namespaceOf, purposeOf } from "../support/recovery-job";
import type { StackRule } from "../support/rule";
import type { Subject } from "../support/subject";

const LAST_SUCCESS = "kube_cronjob_status_last_successful_time";
const ABSENT = "absent(?:_over_time)?\\s*\\(\\s*";

/** The time less, aggregated or not, what follows: in `unless` the last success says nothing of an age. */
const TIME_LESS = "time\\(\\)\\s*-\\s*(?:\\w+\\s*(?:(?:by|without)\\s*\\([^)]*\\)\\s*)?\\(\\s*)*";

/** Compares the time with the last success of this job, or of all. */
const tellsAge = (expression: string, job: string, namespace: string): boolean =>
  selectors(expression, LAST_SUCCESS, TIME_LESS).some(
    (one) => lets(one, "cronjob", job) && lets(one, "namespace", namespace),
  );

/** Tells of this job's own absence: that all are absent says nothing of one. */
const tellsAbsence = (expression: string, job: string, namespace: string): boolean =>
  selectors(expression, "kube_cronjob_\\w+", ABSENT).some(
    (one) => names(one, "cronjob") && lets(one, "cronjob", job) && lets(one, "namespace", namespace),
  );

const WANTED = {
  "the age of its last success": [tellsAge, `time() - ${LAST_SUCCESS}{cronjob="…"} > …`],
  "its absence": [tellsAbsence, `absent(kube_cronjob_info{cronjob="…"})`],
} as const;

/** True where an alert tells it. @throws Undecided where none does, and the expression of one is not known */
function some(alerts: readonly AlertRule[], tells: (expression: string) => boolean): boolean {
  const known = alerts.filter(({ rule }) => !rule.at("expr").isUnknown);
  if (known.some(({ rule }) => tells(rule.at("expr").text ?? ""))) return true;
  const open = alerts.find((alert) => !known.includes(alert));
  if (open !== undefined) throw new Undecided(`expr of alert ${open.name}`);
  return false;
}

const nameOf = (job: Subject): string => job.inputs.at("metadata", "name").text ?? job.name;

/** A job that failed can say so; one that never ran cannot. */
export const backupHasItsAlerts: StackRule = {
  name: "backup-has-its-alerts",
  demands:
    "Where a stack declares alerts, each CronJob that backs up and is not suspended has one on the age of its last success and one on its absence.",
  sources: ["kubernetes-mixin KubeCronJob", "REL09-BP03", "KYB-8", "TASK-1", "trap 11"],
  severity: "high",
  types: [CRON_JOB, PROMETHEUS_RULE],
  *checkStack(stack) {
    const rules = stack.ofType(PROMETHEUS_RULE);
    const alerts: AlertRule[] = [];
    for (const rule of rules)
      yield* attempt(rule, function* () {
        alerts.push(...alertsIn(rule));
      });
    // A cluster without the Prometheus Operator gets its rules as files, which no resource shows.
    if (rules.length === 0) return;
    for (const subject of stack.ofType(CRON_JOB))
      yield* attempt(subject, function* () {
        // Where an environment waits, its program suspends the job: there is no age to tell.
        if (purposeOf(subject) !== "backup" || subject.inputs.at("spec", "suspend").flag === true) return;
        const [job, namespace] = [nameOf(subject), namespaceOf(subject)];
        for (const [what, [tells, example]] of Object.entries(WANTED))
          if (!some(alerts, (expression) => tells(expression, job, namespace)))
            yield violation(
              subject,
              `no alert tells ${what}`,
              "one is asked for in a PrometheusRule of the stack",
              `declare one on ${example} for cronjob ${job}`,
            );
      });
  },
};
