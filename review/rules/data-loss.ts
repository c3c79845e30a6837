import type { Change, Resource } from "../change";
import type { Rule } from "../flag";
import { changedLeaves } from "../leaves";
import { anyOf, becomes, lessened, noLonger, whenDeleted, whenKept } from "../findings";
import { at, canonical, fieldsOf, hasUnknown, listOf, numberOf, textOf } from "../value";
import { expiries } from "./expiries";
import { settingsOf } from "./settings-files";
import { STATEFUL } from "./stateful";

/** What names a resource where it lives; undefined for one that is named by its id alone. */
function physicalName({ inputs }: Resource): string | undefined {
  const name = textOf(at(inputs, "metadata.name"));
  if (name !== undefined) return `${textOf(at(inputs, "metadata.namespace")) ?? ""}/${name}`;
  return textOf(inputs["bucket"]) ?? textOf(inputs["name"]) ?? textOf(inputs["identifier"]);
}

/** The new resource that is the deleted one under another logical name. */
function renamed({ type, before }: Change, others: readonly Change[]): Change | undefined {
  if (before === undefined) return undefined;
  const name = physicalName(before);
  return others.find(
    ({ operation, type: other, after }) =>
      operation === "create" &&
      other === type &&
      after !== undefined &&
      (name === undefined
        ? canonical(after.inputs) === canonical(before.inputs)
        : physicalName(after) === name),
  );
}

const protection = (resource: Resource | undefined): string =>
  resource?.protect === true ? "; it is protected, so the update stops there" : "";

function deleted(change: Change, others: readonly Change[]): readonly string[] {
  if (change.operation !== "delete" || change.before?.retainOnDelete === true) return [];
  const again = renamed(change, others);
  return again === undefined
    ? [`is deleted with what it holds${protection(change.before)}`]
    : [`is deleted, and created again under the logical name ${again.name}${protection(change.before)}`];
}

function replaced({ operation, replacedBy, before, after }: Change): readonly string[] {
  if (operation !== "replace" || before?.retainOnDelete === true) return [];
  const unknown = replacedBy.length > 0 && replacedBy.every((name) => hasUnknown(after?.inputs[name]));
  const doubt = unknown ? ", if its value, which only the deployment knows, is another" : "";
  return [`is replaced for ${replacedBy.join(", ") || "a property"}${doubt}${protection(before)}`];
}

/** Numbers of a lifecycle's rules that got smaller, or are there for the first time. */
const expiresSooner = whenKept((before, after) => {
  const old = expiries(before.inputs);
  return [...expiries(after.inputs)].flatMap(([where, days]) => {
    const was = old.get(where);
    if (was !== undefined && was <= days) return [];
    return [`${where}: ${was === undefined ? "kept for good" : `${was} days`} → ${days} days`];
  });
});

const repositoryKeepsLess = whenKept((before, after) => {
  const old = settingsOf(before);
  return [...settingsOf(after)].flatMap(([where, value]) => {
    const [from, to] = [numberOf(old.get(where)), numberOf(value)];
    const isRetention = /\b(repo\d-)?retention-\w[\w-]*$/.test(where);
    return isRetention && from !== undefined && to !== undefined && to < from
      ? [`${where}: ${from} → ${to}`]
      : [];
  });
});

/** Numbers of a settings file by which backups are kept or locked. */
const KEEPS = /^data\..*(lock|keep|retain|retention)\w*(Days|Hours|Weeks|Years)$/i;

const settingsKeepLess = whenKept((before, after) =>
  changedLeaves(before.inputs, after.inputs).flatMap(({ path, before: old, after: now }) => {
    const [from, to] = [numberOf(old), numberOf(now)];
    const isLess = KEEPS.test(path) && from !== undefined && to !== undefined && to < from;
    return isLess ? [`${path.replace(/^data\./, "")}: ${from} → ${to}`] : [];
  }),
);

const lockDays = ({ inputs }: Resource): number => {
  const retention = at(inputs, "rule.defaultRetention");
  return (numberOf(at(retention, "days")) ?? 0) + 365 * (numberOf(at(retention, "years")) ?? 0);
};

const lockedShorter = whenKept((before, after) =>
  lockDays(after) < lockDays(before)
    ? [`new objects are locked for ${lockDays(before)} → ${lockDays(after)} days`]
    : [],
);

const recoveryPoints = whenKept((before, after) => {
  const days = ({ inputs }: Resource) =>
    new Map(
      listOf(inputs["rules"]).map((rule) => [
        textOf(fieldsOf(rule)["ruleName"]) ?? "",
        numberOf(at(rule, "lifecycle.deleteAfter")),
      ]),
    );
  const old = days(before);
  return [...days(after)].flatMap(([rule, now]) => {
    const was = old.get(rule);
    return old.has(rule) && now !== undefined && (was === undefined || now < was)
      ? [`${rule}: recovery points are kept ${was === undefined ? "for good" : `${was} days`} → ${now} days`]
      : [];
  });
});

/** What could not be restored any more. */
export const dataLoss: readonly Rule[] = [
  {
    id: "stateful-resource-deleted",
    kind: "data-loss",
    types: STATEFUL,
    findings: deleted,
    remedy:
      "give a renamed resource `aliases: [{ name: <old name> }]`; to take one out of the stack and keep it, set `retainOnDelete` in an update before",
  },
  {
    id: "stateful-resource-replaced",
    kind: "data-loss",
    types: STATEFUL,
    findings: replaced,
    remedy:
      "leave the property as it is, or create a second resource and copy the data before the first one goes",
  },
  {
    id: "protection-removed",
    kind: "data-loss",
    types: /^/,
    findings: anyOf(
      whenKept((before, after) =>
        before.protect === true && after.protect !== true ? ["`protect` is taken away"] : [],
      ),
      whenKept((before, after) =>
        before.retainOnDelete === true && after.retainOnDelete !== true
          ? ["`retainOnDelete` is taken away"]
          : [],
      ),
      becomes("forceDestroy", true),
      noLonger("deletionProtection", true),
      noLonger("deletionProtectionEnabled", true),
      becomes("skipFinalSnapshot", true),
      noLonger("spec.persistentVolumeReclaimPolicy", "Retain"),
      noLonger("spec.persistentVolumeClaimRetentionPolicy.whenDeleted", "Retain", "Retain"),
      noLonger("spec.persistentVolumeClaimRetentionPolicy.whenScaled", "Retain", "Retain"),
      lessened("deletionWindowInDays"),
    ),
    remedy: "keep it; where the resource is to go, remove it with the command of its kind (docs/retiring.md)",
  },
  {
    id: "object-lock-shortened",
    kind: "data-loss",
    types: /^aws:s3\/bucketObjectLockConfiguration(V2)?:/,
    findings: anyOf(
      whenDeleted("new objects are not locked any more"),
      lockedShorter,
      noLonger("rule.defaultRetention.mode", "COMPLIANCE"),
    ),
    remedy: "keep mode and length; objects that are there keep their own lock",
  },
  {
    id: "expiry-shortened",
    kind: "data-loss",
    types: /^aws:s3\/bucketLifecycleConfiguration(V2)?:/,
    findings: expiresSooner,
    remedy:
      "keep the number of days, or copy what is older elsewhere first: S3 deletes it within a day of the update",
  },
  {
    id: "versioning-off",
    kind: "data-loss",
    types: /^aws:s3\/bucketVersioning(V2)?:/,
    findings: anyOf(
      whenDeleted("is deleted: an overwritten or deleted object is lost"),
      noLonger("versioningConfiguration.status", "Enabled"),
    ),
    remedy: "keep `Enabled`",
  },
  {
    id: "retention-shortened",
    kind: "data-loss",
    types: /^kubernetes:core\/v1:ConfigMap$|^aws:(rds|docdb|neptune)\/|^aws:backup\/plan:/,
    findings: anyOf(
      repositoryKeepsLess,
      settingsKeepLess,
      recoveryPoints,
      lessened("backupRetentionPeriod"),
      whenKept(({ inputs: old }, { inputs: now }) =>
        old["pointInTimeRecovery"] !== undefined && now["pointInTimeRecovery"] === undefined
          ? ["point-in-time recovery is off"]
          : [],
      ),
    ),
    remedy: "keep it: what is older, or not locked any more, can be deleted from the next run on",
  },
];
