import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import type { ScheduledCheck } from "../../../infra/catalog/types";
import { alertsOf, rulesOf } from "./rules-of";

const PROD = { role: "primary", posture: "active" } as const;

/** What tells that a check is not done, by its kind. */
const ALERT_OF: Readonly<Record<Exclude<ScheduledCheck["kind"], "log-rotation">, string>> = {
  health: "EndpointNotProbed",
  "backup-status": "BackupTooOld",
  integrity: "VerificationTooOld",
  "disaster-recovery-test": "RestoreDrillTooOld",
  "rollback-dry-run": "RollbackDryRunOverdue",
  "access-review": "AccessReviewOverdue",
  drift: "DriftCheckOverdue",
  "image-scan": "ImageScanOverdue",
  "session-cleanup": "SessionCleanupOverdue",
};

describe.each([
  ["where logs are collected", PROD, { ...ALERT_OF, "log-rotation": "LogRetentionTooOld" }],
  ["where they are not", { ...PROD, logs: undefined }, { ...ALERT_OF, "log-rotation": "LogRotationOverdue" }],
] as const)("checks of the catalog on prod, %s", (_where, place, alertOf) => {
  it.each(services.map((service) => [service.id, service] as const))(
    "of %s have each an alert",
    (_id, service) => {
      const names = alertsOf(rulesOf(service, place)).map(({ alert }) => alert);
      expect(service.checks.length).toBeGreaterThan(5);
      for (const { id, kind } of service.checks) expect(names, id).toContain(alertOf[kind]);
    },
  );

  it("are done by a job or by people, never both: log rotation has one alert of the two", () => {
    for (const service of services) {
      const names = alertsOf(rulesOf(service, place)).map(({ alert }) => alert);
      expect(names.filter((name) => ["LogRetentionTooOld", "LogRotationOverdue"].includes(name))).toEqual([
        alertOf["log-rotation"],
      ]);
    }
  });
});
