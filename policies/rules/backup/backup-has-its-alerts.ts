import { alertsIn, alertTypes, type AlertRule } from "../../support/kubernetes/alert-rule";
import { Groups } from "../../support/input/groups";
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

/** Matchers of a selector in braces. */
type Selector = ReturnType<typeof selectors>[number];

/** Jobs of which an expression fires if the last success of one, or of all, is longer ago than a limit. */
const ofAge = (expression: string): readonly Selector[] =>
  [{ before: TIME_LESS, after: MORE_THAN }, { before: `${LESS_THAN}${TIME_LESS}` }, ...PASSED].flatMap(
    (around) => selectors(expression, LAST_SUCCESS, around),
  );

/** Jobs of which it fires if one is absent; the absence of all jobs does not show that of one. */
const ofAbsence = (expression: string): readonly Selector[] =>
  selectors(expression, "kube_cronjob_\\w+", { before: ABSENT }).filter((one) => names(one, "cronjob"));

const WANTED = {
  "the age of its last success": [ofAge, `time() - ${LAST_SUCCESS}{cronjob="…"} > …`],
  "its absence": [ofAbsence, `absent(kube_cronjob_info{cronjob="…"})`],
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

/** Selectors that are for one namespace, and those that may be for any. */
function grouped(found: readonly Selector[]): Groups<Selector> {
  return new Groups(found, (one) => {
    const only = one.find(({ label, operator }) => label === "namespace" && operator === "=");
    if (only === undefined) throw new Undecided("namespace");
    return [only.value];
  });
}

/** Whether an alert is on a job of a namespace. @throws Undecided if none does, and one is unknown */
function toldBy({ alerts, open: rules }: Alerts, read: (expression: string) => readonly Selector[]) {
  const known = alerts.filter(({ rule }) => !rule.at("expr").isUnknown);
  const found = grouped(known.flatMap(({ rule }) => read(rule.at("expr").text ?? "")));
  const [open] = [
    ...alerts.filter(({ rule }) => rule.at("expr").isUnknown).map(({ name }) => `expr of alert ${name}`),
    ...rules,
  ];
  return (job: string, namespace: string): boolean => {
    const isTold = found
      .with(namespace)
      .some((one) => lets(one, "cronjob", job) && lets(one, "namespace", namespace));
    if (!isTold && open !== undefined) throw new Undecided(open);
    return isTold;
  };
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
    const wanted = Object.entries(WANTED).map(([what, [read, example]]) => {
      return { what, example, isTold: toldBy(alerts, read) };
    });
    const without = alerts.alerts.length + alerts.open.length === 0;
    for (const subject of stack.ofType(CRON_JOB))
      yield* attempt(subject, function* () {
        // A passive environment suspends the job, so there is no age to check.
        if (without && stacksWithRuleFiles.of(settings).includes(stackOf(subject.urn))) return;
        if (purposeOf(subject) !== "backup" || subject.inputs.at("spec", "suspend").flag === true) return;
        const [job, namespace] = [nameOf(subject), namespaceOf(subject)];
        for (const { what, example, isTold } of wanted)
          if (!isTold(job, namespace))
            yield violation(
              subject,
              `no alert on ${what}`,
              "one is required in a PrometheusRule or a rule file of the stack, unless its rules are elsewhere",
              `declare one on ${example} for cronjob ${job}`,
            );
      });
  },
};
