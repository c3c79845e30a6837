import { attempt, violation, type Finding } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import { numberSetting } from "../../support/input/setting";
import type { Fields } from "../../support/input/value";
import type { Subject } from "../../support/input/subject";
import { keptBy } from "../../support/kept-days";
import type { ResourceRule } from "../../support/rule";

const minimumDays = numberSetting(
  "minimumDays",
  7,
  "Minimum days to keep a recovery point, a snapshot or an operator's backup.",
);
const quickDays = numberSetting(
  "quickDays",
  30,
  "Days for which a recovery point must not be in cold storage.",
);

const PLAN = "aws:backup/plan:Plan";

/** Lifecycles of a plan's rules and of their copies. @throws Undecided */
const lifecycles = (plan: Input): readonly Input[] =>
  plan
    .at("rules")
    .items.flatMap((rule) => [rule, ...rule.at("copyActions").items].map((one) => one.at("lifecycle")));

function* ofPlan(subject: Subject, lifecycle: Input, settings: Fields): Iterable<Finding> {
  const [least, quick] = [minimumDays.of(settings), quickDays.of(settings)];
  const kept = lifecycle.at("deleteAfter").number;
  if (kept !== undefined && kept > 0 && kept < least)
    yield violation(
      subject,
      `${lifecycle.path}.deleteAfter is ${kept}`,
      `at least ${least} days are required`,
      `set deleteAfter: ${least}`,
    );
  const cold = lifecycle.at("coldStorageAfter").number;
  if (cold !== undefined && cold > 0 && cold < quick)
    yield violation(
      subject,
      `${lifecycle.path}.coldStorageAfter is ${cold}`,
      `for ${quick} days a restore must not wait for cold storage`,
      `set coldStorageAfter: ${quick}`,
    );
}

/** An error is often found days after it happened. */
export const backupPlanKeepsLongEnough: ResourceRule = {
  name: "backup-plan-keeps-long-enough",
  demands:
    "A plan of AWS Backup keeps recovery points for some days, and the newest of them at hand; policies of EBS snapshots, schedules of Velero and clusters of CloudNativePG run, and keep backups as long.",
  sources: ["REL09-BP02", "AWS Backup plan lifecycle"],
  profile: "general",
  severity: "high",
  types: [PLAN, "aws:backup/vaultLockConfiguration:VaultLockConfiguration", ...Object.keys(keptBy)],
  settings: [minimumDays, quickDays],
  *check(subject, settings) {
    if (subject.type === PLAN) {
      for (const lifecycle of lifecycles(subject.inputs))
        yield* attempt(subject, () => ofPlan(subject, lifecycle, settings));
      return;
    }
    const least = minimumDays.of(settings);
    const other = keptBy[subject.type];
    if (other !== undefined) {
      yield* other(subject, least);
      return;
    }
    const locked = subject.inputs.at("minRetentionDays");
    if ((locked.number ?? 0) < least)
      yield violation(
        subject,
        `minRetentionDays is ${locked.shown}`,
        `a lock of at least ${least} days is required`,
        `set minRetentionDays: ${least}`,
      );
  },
};
