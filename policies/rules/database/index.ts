import type { Rule } from "../../support/rule";
import { applicationRoleOwnsNothing } from "./application-role-owns-nothing";
import { databaseRoleIsNotPrivileged } from "./database-role-is-not-privileged";
import { databaseRolePasswordIsSecret } from "./database-role-password-is-secret";
import { databaseServerIsEncrypted } from "./database-server-is-encrypted";
import { databaseServerIsNotPublic } from "./database-server-is-not-public";
import { databaseServerKeepsBackups } from "./database-server-keeps-backups";
import { onlyRestoreRoleCreatesDatabases } from "./only-restore-role-creates-databases";

/** In the order of the README. */
export const databaseRules: readonly Rule[] = [
  databaseRoleIsNotPrivileged,
  onlyRestoreRoleCreatesDatabases,
  databaseRolePasswordIsSecret,
  applicationRoleOwnsNothing,
  databaseServerIsNotPublic,
  databaseServerIsEncrypted,
  databaseServerKeepsBackups,
];
