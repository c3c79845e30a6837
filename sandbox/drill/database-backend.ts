import { DatabaseError, escapeIdentifier } from "pg";
import type { Backend, ExistingOperation, Operation } from "../providers/backend";
import { simulatedBackend } from "../providers/simulated-backend";
import { revealAll, text } from "../providers/value";
import { declaredRole, type DeclaredRole } from "./database/declared-role";
import { presentRole } from "./database/present-role";
import { NEW_ROLE, roleStatements } from "./database/role-statements";
import { type DatabaseServer, inTransaction } from "./database/server";

const ROLE = "postgresql:index/role:Role";

/**
 * Real roles on the servers that the provider instances name, by the SQL that the genuine provider would send; every
 * other type of the provider is simulated. A preview changes nothing.
 */
export function databaseBackend(): Backend {
  return {
    async create(operation) {
      const state = await simulatedBackend.create(operation);
      if (isReal(operation)) await make(operation);
      return state;
    },

    async update(operation) {
      const outputs = await simulatedBackend.update(operation);
      if (isReal(operation)) await change(operation);
      return outputs;
    },

    async delete(operation) {
      if (!isReal(operation) || operation.outputs["skipDropRole"] === true) return;
      const name = nameOf(operation);
      await onServer(operation, name, undefined, async ({ client }) => {
        await client.query(`DROP ROLE IF EXISTS ${escapeIdentifier(name)}`);
      });
    },

    async read(operation) {
      if (isReal(operation)) {
        const name = nameOf(operation);
        const look = ({ client }: DatabaseServer) => presentRole(client, name);
        if ((await onServer(operation, name, undefined, look)) === undefined) return undefined;
      }
      return simulatedBackend.read(operation);
    },
  };
}

const isReal = ({ context, preview }: Operation): boolean => context.type === ROLE && !preview;

const nameOf = ({ outputs, id }: ExistingOperation): string => text(outputs["name"]) ?? id;

/** Creates a role as declared. One that exists already is refused, no matter who created it: the provider adopts none. */
async function make({ context, inputs }: Operation): Promise<void> {
  const declared = declaredRole(revealAll(inputs), context.urn);
  const { name } = declared;
  await onServer({ context }, name, declared, async ({ client, username, address }) => {
    if (name === username) {
      throw new Error(
        `role "${name}" on ${address} is the provider's own login: declare the role under another name.`,
      );
    }
    await client.query(`CREATE ROLE ${escapeIdentifier(name)}`);
    for (const statement of roleStatements(NEW_ROLE, declared)) await client.query(statement);
  });
}

/** Makes a role that exists what is declared, under its new name where that is another. */
async function change(operation: ExistingOperation): Promise<void> {
  const { context, inputs } = operation;
  const declared = declaredRole(revealAll(inputs), context.urn);
  const [before, { name }] = [nameOf(operation), declared];
  await onServer({ context }, name, declared, async ({ client, address }) => {
    if (before !== name)
      await client.query(`ALTER ROLE ${escapeIdentifier(before)} RENAME TO ${escapeIdentifier(name)}`);
    const present = await presentRole(client, name);
    if (present === undefined)
      throw new Error(
        `role "${name}" on ${address} is not there any more: run pulumi refresh, then pulumi up again.`,
      );
    for (const statement of roleStatements(present, declared)) await client.query(statement);
  });
}

/** What to do, by PostgreSQL's code of the error. */
const REMEDIES: Readonly<Record<string, (role: string) => string>> = {
  "2BP01": () =>
    "Hand over what it owns (REASSIGN OWNED BY … TO the owner role, then DROP OWNED BY …, in each database), then run pulumi up again.",
  "42501": () => "Give the provider's login CREATEROLE, or leave the right out, then run pulumi up again.",
  "42704": () => "Make that role first, or correct the name, then run pulumi up again.",
  // No operation is pending any more: this very attempt took its place.
  "42710": (role) =>
    `An update that was killed may have left it, and then it owns nothing yet: DROP ROLE ${escapeIdentifier(role)} on the ` +
    "server, then run pulumi up again. Where PostgreSQL refuses that, pulumi import takes it into the state.",
};

async function onServer<T>(
  { context }: Pick<Operation, "context">,
  name: string,
  declared: DeclaredRole | undefined,
  work: (server: DatabaseServer) => Promise<T>,
): Promise<T> {
  const subject = `role "${name}"`;
  return inTransaction(context.config, subject, async (server) => {
    try {
      return await work(server);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      const detail = error.detail === undefined ? "" : ` (${error.detail.replaceAll("\n", "; ")})`;
      const remedy = REMEDIES[error.code ?? ""]?.(name) ?? "Fix the cause, then run pulumi up again.";
      const message = `${subject} on ${server.address}: ${error.message}${detail} (${error.code ?? ""}). ${remedy}`;
      const password = declared?.password ?? "";
      throw new Error(password === "" ? message : message.replaceAll(password, "***"));
    }
  });
}
