import { escapeIdentifier, escapeLiteral } from "pg";
import type { DeclaredRole, Right } from "./declared-role";

/** A role as the server has it. */
export interface PresentRole {
  readonly rights: Readonly<Record<Right, boolean>>;
  readonly connectionLimit: number;
  /** Roles that it is a member of. */
  readonly roles: readonly string[];
  /** Names of the parameters that its sessions begin with. */
  readonly parameters: readonly string[];
}

/** What CREATE ROLE makes of a name alone. */
export const NEW_ROLE: PresentRole = {
  rights: {
    LOGIN: false,
    INHERIT: true,
    SUPERUSER: false,
    CREATEDB: false,
    CREATEROLE: false,
    REPLICATION: false,
    BYPASSRLS: false,
  },
  connectionLimit: -1,
  roles: [],
  parameters: [],
};

const RIGHTS: readonly Right[] = [
  "LOGIN",
  "INHERIT",
  "SUPERUSER",
  "CREATEDB",
  "CREATEROLE",
  "REPLICATION",
  "BYPASSRLS",
];

/**
 * Statements that make a role what is declared, in their order. Only rights that differ are named: who is no superuser
 * may not so much as say NOSUPERUSER.
 */
export function roleStatements(present: PresentRole, declared: DeclaredRole): string[] {
  const name = escapeIdentifier(declared.name);
  const words = RIGHTS.filter((right) => present.rights[right] !== declared.rights[right]).map(
    (right) => `${declared.rights[right] ? "" : "NO"}${right}`,
  );
  if (present.connectionLimit !== declared.connectionLimit) {
    words.push(`CONNECTION LIMIT ${String(declared.connectionLimit)}`);
  }
  if (declared.password !== undefined) words.push(`PASSWORD ${escapeLiteral(declared.password)}`);
  return [
    ...(words.length === 0 ? [] : [`ALTER ROLE ${name} ${words.join(" ")}`]),
    ...present.roles
      .filter((role) => !declared.roles.includes(role))
      .map((role) => `REVOKE ${escapeIdentifier(role)} FROM ${name}`),
    ...declared.roles
      .filter((role) => !present.roles.includes(role))
      .map((role) => `GRANT ${escapeIdentifier(role)} TO ${name}`),
    ...Object.entries(declared.settings).flatMap(([parameter, value]) => {
      if (value !== undefined) return [`ALTER ROLE ${name} SET ${parameter} TO ${settingValue(value)}`];
      return present.parameters.includes(parameter) ? [`ALTER ROLE ${name} RESET ${parameter}`] : [];
    }),
  ];
}

function settingValue(value: string | number | readonly string[]): string {
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? escapeLiteral(value) : value.map(escapeIdentifier).join(", ");
}
