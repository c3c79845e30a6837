import { longestGapMinutes } from "../../lib/cron-gap";
import type { Rule } from "../flag";
import { anyOf, becomes, lessened, noLonger, raised, whenDeleted, whenKept } from "../findings";
import { at, fieldsOf, hasUnknown, listOf, numberOf, textOf } from "../value";
import type { Change, Resource } from "../change";
import { settingsOf } from "./settings-files";

/** A CronJob that backs up, or shows that a backup can be restored. */
const isRecoveryJob = ({ name, after, before }: Change): boolean => {
  const labels = fieldsOf(at((after ?? before)?.inputs, "metadata.labels"));
  const component = textOf(labels["app.kubernetes.io/component"]) ?? "";
  return /backup|verify|drill|archive|dump|snapshot|repository|wal/.test(`${name} ${component}`);
};

const ofRecoveryJob =
  (look: Rule["findings"]): Rule["findings"] =>
  (change, others) =>
    isRecoveryJob(change) ? look(change, others) : [];

const minutes = (gap: number): string =>
  gap % 1440 === 0 ? `${gap / 1440} d` : gap % 60 === 0 ? `${gap / 60} h` : `${gap} min`;

const runsRarer = whenKept((before, after) => {
  const [old = "", now = ""] = [before, after].map(({ inputs }) => textOf(at(inputs, "spec.schedule")));
  const [from, to = Infinity] = [longestGapMinutes(old), longestGapMinutes(now)];
  if (from === undefined || to <= from) return [];
  const most = to === Infinity ? "never" : `every ${minutes(to)}`;
  return [`runs at least every ${minutes(from)} → ${most} (${old} → ${now || "none"})`];
});

const ruleNames = ({ inputs }: Resource): ReadonlyMap<string, boolean> =>
  new Map(
    listOf(inputs["rules"])
      .map(fieldsOf)
      .map((rule) => [textOf(rule["id"]) ?? "", rule["status"] === "Enabled"]),
  );

const copiesLess = whenKept((before, after) => {
  const now = ruleNames(after);
  return [...ruleNames(before)].flatMap(([id, wasOn]) =>
    wasOn && now.get(id) !== true ? [`rule ${id} copies no more`] : [],
  );
});

const archivesLater = whenKept((before, after) => {
  const old = settingsOf(before);
  return [...settingsOf(after)].flatMap(([where, now]) => {
    const was = old.get(where);
    if (was === undefined || was === now) return [];
    if (where.endsWith(": archive_mode")) return was === "off" ? [] : [`${where}: ${was} → ${now}`];
    if (!where.endsWith(": archive_timeout")) return [];
    const [from, to] = [numberOf(was), numberOf(now)];
    const isLater = from !== undefined && from > 0 && to !== undefined && (to === 0 || to > from);
    return isLater ? [`${where}: ${from} s → ${to} s; that much of the newest data can be lost`] : [];
  });
});

const followsCheck = whenKept((before, after) => {
  const [old, now] = [before.inputs["healthCheckId"], after.inputs["healthCheckId"]];
  return old !== undefined && now === undefined && !hasUnknown(now)
    ? ["does not follow a health check any more"]
    : [];
});

/** What makes a recovery slower, or lets it lose more. */
export const recovery: readonly Rule[] = [
  {
    id: "recovery-job-removed",
    kind: "recovery",
    types: /^kubernetes:batch\/v1:CronJob$/,
    findings: ofRecoveryJob(whenDeleted("is deleted: it does not run any more")),
    remedy: "keep it; a service that goes is taken out with `npm run retire`",
  },
  {
    id: "recovery-job-suspended",
    kind: "recovery",
    types: /^kubernetes:batch\/v1:CronJob$/,
    findings: ofRecoveryJob(noLonger("spec.suspend", false, false)),
    remedy: "keep it running on the environment that serves; a fence suspends it by itself",
  },
  {
    id: "recovery-job-rarer",
    kind: "recovery",
    types: /^kubernetes:batch\/v1:CronJob$/,
    findings: ofRecoveryJob(runsRarer),
    remedy: "keep the schedule, or show that the objective is met with the new one (docs/recovery.md)",
  },
  {
    id: "archive-later",
    kind: "recovery",
    types: /^kubernetes:core\/v1:ConfigMap$/,
    findings: archivesLater,
    remedy: "keep `archive.timeoutSeconds`; it is the longest time for which WAL is on one disk alone",
  },
  {
    id: "replica-removed",
    kind: "recovery",
    types: /^aws:s3\/bucketReplicationConfig:|^kubernetes:apps\/v1:StatefulSet$|^aws:(rds|docdb|neptune)\//,
    findings: anyOf(
      (change, others) =>
        change.type.startsWith("aws:s3/")
          ? whenDeleted("is deleted: nothing is copied to the other region any more")(change, others)
          : [],
      (change, others) => (change.type.startsWith("aws:s3/") ? copiesLess(change, others) : []),
      lessened("spec.replicas", "replicas"),
      noLonger("multiAz", true),
    ),
    remedy: "keep the copy until another one has everything",
  },
  {
    id: "failover-weaker",
    kind: "recovery",
    types: /^aws:route53\/(record:Record|healthCheck:HealthCheck)$/,
    findings: anyOf(
      whenDeleted("is deleted: DNS does not lead to the other environment by itself any more"),
      followsCheck,
      raised("ttl", "TTL in seconds"),
      raised("failureThreshold", "failed checks before DNS changes"),
      raised("requestInterval", "seconds between checks"),
      becomes("disabled", true),
      becomes("invertHealthcheck", true),
    ),
    remedy: "keep record and check on both environments",
  },
  {
    id: "recovery-priority-lowered",
    kind: "recovery",
    types: /^kubernetes:scheduling\.k8s\.io\/v1:PriorityClass$/,
    findings: lessened("value", "priority"),
    remedy: "keep the order of priorities: in a disaster pods compete for what is left",
  },
];
