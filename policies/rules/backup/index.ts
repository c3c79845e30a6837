import type { Rule } from "../../support/rule";
import { backupDeclaresItsObjectives } from "./backup-declares-its-objectives";
import { backupHasItsAlerts } from "./backup-has-its-alerts";
import { backupIsVerifiedAndRehearsed } from "./backup-is-verified-and-rehearsed";
import { backupScheduleMeetsItsObjective } from "./backup-schedule-meets-its-objective";
import { databaseHasABackup } from "./database-has-a-backup";
import { recoveryJobIsNotSuspended } from "./recovery-job-is-not-suspended";
import { recoveryMeetsItsObjective } from "./recovery-meets-its-objective";
import { volumeHasABackup } from "./volume-has-a-backup";

/** In the order of the README. */
export const backupRules: readonly Rule[] = [
  databaseHasABackup,
  volumeHasABackup,
  backupIsVerifiedAndRehearsed,
  recoveryJobIsNotSuspended,
  backupDeclaresItsObjectives,
  backupScheduleMeetsItsObjective,
  recoveryMeetsItsObjective,
  backupHasItsAlerts,
];
