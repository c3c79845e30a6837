import { randomBytes } from "node:crypto";
import type { Service } from "../../infra/catalog/types";
import type { Postgres } from "../servers/postgres";

/** Passwords of the logins of a service's database, made for this run. */
export interface Logins {
  /** Of the backup job's login; the runbook's dump uses it too. */
  readonly backup: string;
  /** Of the restore job's login. */
  readonly restore: string;
  /** Of the owner role, which the runbook's restore uses. */
  readonly owner: string;
}

const newPassword = (): string => randomBytes(18).toString("hex");

/** Makes a service's owner role. The runbook's restore makes databases as this role, so it may. */
export async function createOwner(postgres: Postgres, service: Service, logins: Logins): Promise<void> {
  const { ownerRole } = service.database;
  await postgres.sql("postgres", `CREATE ROLE ${ownerRole} LOGIN CREATEDB PASSWORD '${logins.owner}'`);
}

/** Passwords for one run. */
export function newLogins(): Logins {
  return { backup: newPassword(), restore: newPassword(), owner: newPassword() };
}
