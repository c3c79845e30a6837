import { z } from "zod";
import type { Service } from "../../infra/catalog/types";
import type { DeclaredResource } from "../../sandbox/render/declared-resource";
import type { Postgres } from "../../sandbox/servers/postgres";

const roleInputs = z.object({
  name: z.string(),
  login: z.boolean(),
  inherit: z.boolean(),
  superuser: z.boolean(),
  createRole: z.boolean(),
  createDatabase: z.boolean(),
  connectionLimit: z.number(),
  roles: z.array(z.string()),
});

/** Makes the database logins that a stack declares, with the very rights that it gives them. */
export async function createDeclaredRoles(
  postgres: Postgres,
  resources: readonly DeclaredResource[],
  loaded: readonly Service[],
  passwords: { readonly backup: string; readonly restore: string },
): Promise<void> {
  const owners = new Set(loaded.map((service) => service.id));
  const declared = resources.filter(
    (resource) =>
      resource.type === "postgresql:index/role:Role" &&
      [...owners].some((id) => resource.parent === `${id}-database`),
  );
  for (const resource of declared) {
    const role = roleInputs.parse(resource.inputs);
    const password = role.name.endsWith("_backup") ? passwords.backup : passwords.restore;
    const flag = (on: boolean, name: string): string => (on ? name : `NO${name}`);
    const rights = [
      flag(role.login, "LOGIN"),
      flag(role.inherit, "INHERIT"),
      flag(role.superuser, "SUPERUSER"),
      flag(role.createRole, "CREATEROLE"),
      flag(role.createDatabase, "CREATEDB"),
      `CONNECTION LIMIT ${String(role.connectionLimit)}`,
    ];
    const quoted = password.replaceAll("'", "''");
    const escape = quoted.includes("\\") ? `E'${quoted.replaceAll("\\", "\\\\")}'` : `'${quoted}'`;
    await postgres.sql("postgres", `CREATE ROLE ${role.name} ${rights.join(" ")} PASSWORD ${escape}`);
    for (const group of role.roles) await postgres.sql("postgres", `GRANT ${group} TO ${role.name}`);
  }
}
