import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Service } from "../../infra/catalog/types";
import type { DeclaredResource } from "../render/declared-resource";
import type { Postgres } from "../servers/postgres";

const role = z.object({
  name: z.string(),
  inherit: z.boolean(),
  createDatabase: z.boolean(),
  connectionLimit: z.number(),
  roles: z.array(z.string()),
});

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

/** Makes the logins that a stack declares for a service, with the rights that it gives them. */
export async function createLogins(
  postgres: Postgres,
  service: Service,
  resources: readonly DeclaredResource[],
  logins: Logins,
): Promise<void> {
  const declared = resources.filter(
    ({ type, parent }) => type === "postgresql:index/role:Role" && parent === `${service.id}-database`,
  );
  for (const { inputs } of declared) {
    const { name, inherit, createDatabase, connectionLimit, roles } = role.parse(inputs);
    const rights = `${inherit ? "" : "NO"}INHERIT ${createDatabase ? "" : "NO"}CREATEDB CONNECTION LIMIT ${connectionLimit}`;
    const password = name.endsWith("_backup") ? logins.backup : logins.restore;
    await postgres.sql("postgres", `CREATE ROLE ${name} LOGIN ${rights} PASSWORD '${password}'`);
    for (const group of roles) await postgres.sql("postgres", `GRANT ${group} TO ${name}`);
  }
}

/** Passwords for one run. */
export function newLogins(): Logins {
  return { backup: newPassword(), restore: newPassword(), owner: newPassword() };
}
