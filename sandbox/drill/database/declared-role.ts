import { z } from "zod";

const no = (property: string) =>
  z.never(`${property} is not known to the drill's database backend: leave it out`).nullish();

const role = z.object({
  name: z.string(),
  password: z.string().nullish(),
  login: z.boolean().nullish(),
  inherit: z.boolean().nullish(),
  superuser: z.boolean().nullish(),
  createDatabase: z.boolean().nullish(),
  createRole: z.boolean().nullish(),
  replication: z.boolean().nullish(),
  bypassRowLevelSecurity: z.boolean().nullish(),
  connectionLimit: z.number().nullish(),
  roles: z.array(z.string()).nullish(),
  assumeRole: z.string().nullish(),
  searchPaths: z.array(z.string()).nullish(),
  statementTimeout: z.number().nullish(),
  idleInTransactionSessionTimeout: z.number().nullish(),
  validUntil: no("validUntil"),
  passwordWo: no("passwordWo"),
});

/** A role as a program declares it, with the provider's own defaults. */
export interface DeclaredRole {
  readonly name: string;
  /** Undefined leaves the password as it is. */
  readonly password: string | undefined;
  /** Rights by the keyword of ALTER ROLE that gives them. */
  readonly rights: Readonly<Record<Right, boolean>>;
  /** Most sessions at once; -1 means no limit. */
  readonly connectionLimit: number;
  /** Roles that it is a member of. */
  readonly roles: readonly string[];
  /** Settings of its sessions by parameter; text or number as one value, a list as several. */
  readonly settings: Readonly<Record<Parameter, string | number | readonly string[] | undefined>>;
}

/** A right that a role has or has not. */
export type Right =
  "LOGIN" | "INHERIT" | "SUPERUSER" | "CREATEDB" | "CREATEROLE" | "REPLICATION" | "BYPASSRLS";

/** A parameter that a role's sessions begin with. */
export type Parameter = "role" | "search_path" | "statement_timeout" | "idle_in_transaction_session_timeout";

/** Reads a Role's inputs, its secrets in the clear. @throws naming every property that cannot be used; never the password. */
export function declaredRole(inputs: unknown, urn: string): DeclaredRole {
  const { success, data: given, error } = role.safeParse(inputs);
  if (!success) throw new Error(`${urn} cannot be made as it is declared:\n${z.prettifyError(error)}`);
  return {
    name: given.name,
    password: given.password ?? undefined,
    rights: {
      LOGIN: given.login ?? false,
      INHERIT: given.inherit ?? true,
      SUPERUSER: given.superuser ?? false,
      CREATEDB: given.createDatabase ?? false,
      CREATEROLE: given.createRole ?? false,
      REPLICATION: given.replication ?? false,
      BYPASSRLS: given.bypassRowLevelSecurity ?? false,
    },
    connectionLimit: given.connectionLimit ?? -1,
    roles: given.roles ?? [],
    settings: {
      role: given.assumeRole ?? undefined,
      search_path: given.searchPaths ?? undefined,
      statement_timeout: given.statementTimeout ?? undefined,
      idle_in_transaction_session_timeout: given.idleInTransactionSessionTimeout ?? undefined,
    },
  };
}
