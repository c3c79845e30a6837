import { alertsIn, alertTypes, type AlertRule } from "../../support/kubernetes/alert-rule";
import { attempt, violation } from "../../support/input/finding";
import { Undecided } from "../../support/input/input";
import { lets, names, selectors } from "../../support/kubernetes/prom-selector";
import { CRON_JOB, namespaceOf, purposeOf } from "../../support/kubernetes/recovery-job";
import type { StackRule } from "../../support/rule";
import { textsSetting } from "../../support/input/setting";
import { stackOf, type Subject } from "../../support/input/subject";

const stacksWithRuleFiles = textsSetting(
  "stacksWithRuleFiles",
  [],
  "Stacks whose cluster has no Prometheus Operator: their alerts are files, not resources.",
);

const LAST_SUCCESS = "kube_cronjob_status_last_successful_time";
const ABSENT = "absent(?:_over_time)?\\s*\\(\\s*";

/** What aggregates, or nothing. */
const AGGREGATED = "(?:\\w+\\s*(?:(?:by|without)\\s*\\([^)]*\\)\\s*)?\\(\\s*)*";

/** The time minus the following, aggregated or not; after `unless`, a last success says nothing about an age. */
const TIME_LESS = `time\\(\\)\\s*-\\s*${AGGREGATED}`;

/** Then, in the same operand, the limit that it must not exceed. */
const MORE_THAN = "(?=(?:\\{[^}]*\\}|(?!\\b(?:and|or|unless)\\b)[^<>=!{])*>)";
const LESS_THAN = "<=?\\s*(?:bool\\b\\s*)?(?:\\(\\s*)*";

/** The last success, compared with the time minus a limit, or plus a limit with the time. */
const SOME = "[\\d(][\\d\\s.*()]*";
const LESS = "[\\s)]*<=?\\s*(?:bool\\b\\s*)?(?:\\(\\s*)*time\\(\\)";
const NOT_UNLESS = "(?<!\\bunless\\b[^<>=]*)";
const PASSED = [`(?=${LESS}\\s*-\\s*${SOME})`, `(?=[\\s)]*\\+\\s*${SOME}${LESS})`].map((after) => ({
  before: NOT_UNLESS,
  after,
}));

/** Fires if the last success of this job, or of all jobs, is longer ago than a limit. */
const tellsAge = (expression: string, job: string, namespace: string): boolean =>
  [{ before: TIME_LESS, after: MORE_THAN }, { before: `${LESS_THAN}${TIME_LESS}` }, ...PASSED]
    .flatMap((around) => selectors(expression, LAST_SUCCESS, around))
    .some((one) => lets(one, "cronjob", job) && lets(one, "namespace", namespace));

/** Fires if this job is absent; the absence of all jobs does not show that of one. */
const tellsAbsence = (expression: string, job: string, namespace: string): boolean =>
  selectors(expression, "kube_cronjob_\\w+", { before: ABSENT }).some(
    (one) => names(one, "cronjob") && lets(one, "cronjob", job) && lets(one, "namespace", namespace),
  );

const WANTED = {
  "the age of its last success": [tellsAge, `time() - ${LAST_SUCCESS}{cronjob="…"} > …`],
  "its absence": [tellsAbsence, `absent(kube_cronjob_info{cronjob="…"})`],
} as const;

/** The alerts of a stack, and the unknown parts of others. */
interface Alerts {
  readonly alerts: readonly AlertRule[];
  /** Path of a PrometheusRule's alerts, and its name. */
  readonly open: readonly string[];
}

function declaredAlerts(rules: readonly Subject[]): Alerts {
  const read = rules.map((rule): Alerts => {
    try {
      return { alerts: alertsIn(rule), open: [] };
    } catch (error) {
      if (error instanceof Undecided) return { alerts: [], open: [`${error.path} of ${rule.name}`] };
      throw error;
    }
  });
  return { alerts: read.flatMap(({ alerts }) => alerts), open: read.flatMap(({ open }) => open) };
}

/** Whether an alert matches. @throws Undecided if none does, and one is unknown */
function some({ alerts, open: rules }: Alerts, tells: (expression: string) => boolean): boolean {
  const known = alerts.filter(({ rule }) => !rule.at("expr").isUnknown);
  if (known.some(({ rule }) => tells(rule.at("expr").text ?? ""))) return true;
  const [open] = [
    ...alerts.filter((alert) => !known.includes(alert)).map(({ name }) => `expr of alert ${name}`),
    ...rules,
  ];
  if (open !== undefined) throw new Undecided(open);
  return false;
}

const nameOf = (job: Subject): string => job.inputs.at("metadata", "name").text ?? job.name;

/** A job that failed can report it; one that never ran cannot. */
export const backupHasItsAlerts: StackRule = {
  name: "backup-has-its-alerts",
  demands:
    "Each CronJob that backs up and is not suspended has an alert on the age of its last success and one on its absence.",
  sources: ["kubernetes-mixin KubeCronJob", "REL09-BP03", "KYB-8", "TASK-1", "trap 11"],
  profile: "recovery",
  severity: "high",
  types: [CRON_JOB, ...alertTypes],
  settings: [stacksWithRuleFiles],
  *checkStack(stack, settings) {
    const alerts = declaredAlerts(stack.ofType(...alertTypes));
    const without = alerts.alerts.length + alerts.open.length === 0;
    for (const subject of stack.ofType(CRON_JOB))
      yield* attempt(subject, function* () {
        // A passive environment suspends the job, so there is no age to check.
        if (without && stacksWithRuleFiles.of(settings).includes(stackOf(subject.urn))) return;
        if (purposeOf(subject) !== "backup" || subject.inputs.at("spec", "suspend").flag === true) return;
        const [job, namespace] = [nameOf(subject), namespaceOf(subject)];
        for (const [what, [tells, example]] of Object.entries(WANTED))
          if (!some(alerts, (expression) => tells(expression, job, namespace)))
            yield violation(
              subject,
              `no alert on ${what}`,
              "one is required in a PrometheusRule or a rule file of the stack, unless its rules are elsewhere",
              `declare one on ${example} for cronjob ${job}`,
            );
      });
  },
};
