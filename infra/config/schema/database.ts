import { z } from "zod";
import { byLogin, loginNames } from "../../catalog/logins";
import { PROMPT } from "../command";
import { facts } from "./key-facts";
import { host, port, secretLine } from "./shapes";

/** Clients encode only these characters alike, and the login's verifier must match every client. */
const loginPassword = z.string().regex(/^[ -~]+$/);

/** Passwords of one server's administrator, which creates the logins and is in no store, and of the logins. */
const passwords = z.strictObject({ admin: secretLine, ...byLogin(() => loginPassword.optional()) });

const [first = "", ...others] = loginNames;
const rest = ["admin", ...others];

/** Keys of the database servers. */
export const databaseKeys = {
  databaseHosts: z.record(z.string(), host).register(facts, {
    what: "database host by service id",
    changes: "where workloads and jobs find the database",
    limit: "be an object of service id to host name, with every declared service",
    example: { "*": "<host>" },
    byService: "every",
  }),
  databasePorts: z
    .record(z.string(), port)
    .default({})
    .register(facts, {
      what: "database port by service id, if it differs from the catalog",
      changes: "where workloads and jobs find the database",
      limit: "be an object of service id of the catalog to a port from 1 to 65535",
      example: { "*": "5432" },
      byService: "any",
    }),
  sslMode: z.enum(["disable", "require"]).default("require").register(facts, {
    what: "libpq's sslmode of all connections to databases",
    changes: "whether connections are encrypted",
    limit: "be disable or require: no pod has a CA certificate for verify-ca or verify-full",
    example: "require",
  }),
  scratchHosts: z
    .record(z.string(), host)
    .default({})
    .register(facts, {
      what: "host of the server that verify and drill restore into, by service id, if it is not the service's own",
      changes: "which server provides load and disk for a verification",
      limit: "be an object of service id of the catalog to host name",
      example: { "*": "<host>" },
      byService: "any",
    }),
  databaseAdminUser: z
    .string()
    .regex(/^[a-zA-Z_][\w.-]{0,62}$/)
    .default("lifeboat_admin")
    .register(facts, {
      what: "login that creates the database roles: each server's bootstrap administrator",
      changes: "the PostgreSQL provider's login",
      limit: "be the name of a database role, 1 to 63 letters, digits and _.-",
      example: "lifeboat_admin",
    }),
  databaseSecrets: z.record(z.string(), passwords).register(facts, {
    what: "passwords of the administrator and of the roles of jobs, migrations and application, by service id",
    changes: "roles of the database server, and the Secrets of the pods that log in",
    limit:
      "be a secret object of service id to {admin, backup, restore, migrate, app} and, with the Prometheus Operator, monitor, one line each (printable ASCII except for admin), for every declared service",
    example: {
      [`*.${first}`]: PROMPT,
      ...Object.fromEntries(rest.map((login) => [`*.${login}`, PROMPT])),
    },
    note: `and ${rest.map((login) => `.${login}`).join(", ")}`,
    byService: "every",
    secret: true,
  }),
};
