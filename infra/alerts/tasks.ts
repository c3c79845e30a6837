import type { Area, ScheduledCheck, Service } from "../catalog/types";
import { lines, secondsOf, series } from "./promql";
import type { Alert, AlertArea, AlertEnvironment } from "./types";
import { serves } from "../recovery/takeover";

/** A check that nothing in the cluster does, because it needs a person's judgement or something outside the cluster. */
interface Task {
  readonly kind: ScheduledCheck["kind"];
  /** Prefix of the alert's name. */
  readonly name: string;
  /** As a noun, with its article. */
  readonly noun: string;
  readonly area: Area;
  /** Whether something in this cluster does it after all. @default never */
  readonly doneIn?: (environment: AlertEnvironment) => boolean;
}

const TASKS: readonly Task[] = [
  { kind: "rollback-dry-run", name: "RollbackDryRun", noun: "the rollback dry-run", area: "infrastructure" },
  { kind: "access-review", name: "AccessReview", noun: "the access review", area: "security" },
  { kind: "drift", name: "DriftCheck", noun: "the drift check", area: "infrastructure" },
  { kind: "image-scan", name: "ImageScan", noun: "the image scan", area: "security" },
  { kind: "session-cleanup", name: "SessionCleanup", noun: "the session cleanup", area: "security" },
  {
    kind: "log-rotation",
    name: "LogRotation",
    noun: "the log rotation check",
    area: "infrastructure",
    // If logs are collected, CronJob log-retention does it: logs.ts.
    doneIn: ({ collectorNamespace }) => collectorNamespace !== undefined,
  },
];

/** ConfigMap that is created again each time a task is done: its age is the time since then. */
export const taskRecord = (kind: ScheduledCheck["kind"]): string => `done-${kind}`;

function overdue({ kind, name, noun, area }: Task, namespace: string, staleAfterHours: number): Alert {
  const record = taskRecord(kind);
  return {
    name: `${name}Overdue`,
    severity: "P3",
    area,
    // A task that was never done counts from the namespace's creation.
    expr: lines(
      "time() - (",
      `  max by (namespace) (${series("kube_configmap_created", { namespace, configmap: record })})`,
      `  or max by (namespace) (${series("kube_namespace_created", { namespace })})`,
      `) > ${secondsOf(staleAfterHours * 60)}`,
    ),
    forMinutes: 10,
    summary: `A scheduled task is overdue: ${noun}`,
    description: `ConfigMap ${record}, the record of the last time, is {{ $value | humanizeDuration }} old or missing. Do ${noun} and create the record again.`,
  };
}

/**
 * Alerts on checks of the catalog that people or a pipeline do (KYB-8, STOCK-14, MAC-3, MAC-8): overdue by the age of
 * their record. Only a serving environment has them, because it has the workloads and the people's rights.
 */
export function taskAlerts({ checks }: Service, environment: AlertEnvironment): AlertArea {
  const { namespace, posture } = environment;
  const alerts = TASKS.filter(({ doneIn }) => doneIn?.(environment) !== true).flatMap((task) =>
    checks
      .filter(({ kind }) => kind === task.kind)
      .map(({ staleAfterHours }) => overdue(task, namespace, staleAfterHours)),
  );
  return { name: "tasks", alerts: serves(posture) ? alerts : [] };
}
