import { violation, type Finding } from "./input/finding";
import type { Subject } from "./input/subject";
import { secondsOf } from "./kubernetes/alert-rule";

const DAY = 86_400;
/** Velero's default if a schedule has no ttl. */
const VELERO_DAYS = 30;

/** Days of Go's duration, `720h0m0s`. */
const daysOfGo = (text: string): number => secondsOf(text) / DAY;

/** Days of CloudNativePG's retention policy, `30d`, `4w`, `1m`. */
function daysOfPolicy(text: string): number {
  const [, count = "", unit = ""] = /^(\d+)([dwm])$/.exec(text) ?? [];
  return Number(count) * ({ d: 1, w: 7, m: 30 }[unit] ?? 0);
}

const INTERVALS: Readonly<Record<string, number>> = { DAYS: 1, WEEKS: 7, MONTHS: 30, YEARS: 365 };

function* ofVelero(subject: Subject, least: number): Iterable<Finding> {
  const spec = subject.inputs.at("spec");
  if (spec.at("paused").flag === true)
    yield violation(subject, "paused is true", "the schedule must run", "remove spec.paused");
  const ttl = spec.at("template", "ttl");
  const days = ttl.isGiven ? daysOfGo(ttl.text ?? "") : VELERO_DAYS;
  if (days < least)
    yield violation(
      subject,
      `ttl is ${ttl.shown}`,
      `at least ${least} days are required`,
      `set spec.template.ttl: ${least * 24}h0m0s`,
    );
}

function* ofPostgres(subject: Subject, least: number): Iterable<Finding> {
  const kept = subject.inputs.at("spec", "backup", "retentionPolicy");
  if (kept.isGiven && daysOfPolicy(kept.text ?? "") < least)
    yield violation(
      subject,
      `retentionPolicy is ${kept.shown}`,
      `at least ${least} days are required`,
      `set spec.backup.retentionPolicy: ${least}d`,
    );
}

function* ofSnapshots(subject: Subject, least: number): Iterable<Finding> {
  if (subject.inputs.at("state").text === "DISABLED")
    yield violation(subject, "state is DISABLED", "the policy must run", "set state: ENABLED");
  for (const schedule of subject.inputs.at("policyDetails", "schedules").items) {
    const [rule, create] = [schedule.at("retainRule"), schedule.at("createRule")];
    const unit = rule.at("intervalUnit").text ?? "DAYS";
    const byAge = (rule.at("interval").number ?? 0) * (INTERVALS[unit] ?? 0);
    const days = ((rule.at("count").number ?? 0) * (create.at("interval").number ?? 24)) / 24;
    if (Math.max(byAge, days) < least)
      yield violation(
        subject,
        `${schedule.path} keeps snapshots for ${Math.max(byAge, days)} days`,
        `at least ${least} days are required`,
        "set retainRule so",
      );
  }
}

/** How long operators and services other than AWS Backup keep backups, by type. */
export const keptBy: Readonly<Record<string, (subject: Subject, least: number) => Iterable<Finding>>> = {
  "kubernetes:velero.io/v1:Schedule": ofVelero,
  "kubernetes:postgresql.cnpg.io/v1:Cluster": ofPostgres,
  "aws:dlm/lifecyclePolicy:LifecyclePolicy": ofSnapshots,
};
