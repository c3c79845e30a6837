import { escapeIdentifier } from "pg";
import type { Service } from "../../infra/catalog/types";
import { declaredRole } from "../drill/database/declared-role";
import { NEW_ROLE, roleStatements } from "../drill/database/role-statements";
import type { DeclaredResource } from "../render/declared-resource";
import type { Postgres } from "../servers/postgres";

/** Passwords by what a login is for, the end of its name; a login of another kind has none. */
export type LoginPasswords = Readonly<Partial<Record<"backup" | "restore" | "migrate" | "app", string>>>;

/** Makes the database logins that a stack declares for a service, with the very rights that it gives them. */
export async function createDeclaredLogins(
  postgres: Postgres,
  { id }: Service,
  resources: readonly DeclaredResource[],
  passwords: LoginPasswords,
): Promise<void> {
  const known = new Map<string, string>(Object.entries(passwords));
  const ours = resources.filter(
    ({ type, parent }) =>
      type === "postgresql:index/role:Role" && parent !== undefined && parent.startsWith(`${id}-`),
  );
  for (const { name, inputs } of ours) {
    const declared = declaredRole(inputs, name);
    const password = known.get(declared.name.split("_").at(-1) ?? "");
    const statements = roleStatements(NEW_ROLE, { ...declared, password });
    for (const statement of [`CREATE ROLE ${escapeIdentifier(declared.name)}`, ...statements]) {
      await postgres.sql("postgres", statement);
    }
  }
}
