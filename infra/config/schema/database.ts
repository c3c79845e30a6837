import { z } from "zod";
import { PROMPT, set, setSecret } from "../command";
import { help, host, port, secretLine } from "./key-facts";

/** What `databaseSecrets` holds of a service; the first is never in a store. */
const logins = ["admin", "backup", "restore", "migrate", "monitor", "app"] as const;

/** Follows the command that sets one login's password: the others are set alike. */
export const OTHER_LOGINS = `${PROMPT}; and .admin, .restore, .migrate, .monitor, .app`;

/** Clients agree on the bytes of these characters alone, and the login's verifier is made before any client is known. */
const loginPassword = z.string().regex(/^[ -~]+$/);

/** Keys of the database servers. */
export const databaseKeys = {
  /** Database host by service id. */
  databaseHosts: z.record(z.string(), host).register(help, {
    limit: "be an object of service id to host name, with every service that is declared",
    remedy: set("databaseHosts.<service>", "<host>"),
    parts: { "*": "<host>" },
  }),
  /** Database port by service id, where it is not the catalog's. @default {} */
  databasePorts: z
    .record(z.string(), port)
    .default({})
    .register(help, {
      limit: "be an object of service id to a port from 1 to 65535, for services of the catalog only",
      remedy: set("databasePorts.<service>", "5432"),
      parts: { "*": "5432" },
    }),
  /** How whatever connects to a database does. No pod has an authority's certificate to verify it by. @default require */
  sslMode: z
    .enum(["disable", "require"])
    .default("require")
    .register(help, {
      limit: "be disable or require: no pod has an authority's certificate for verify-ca or verify-full",
      remedy: set("sslMode", "require"),
    }),
  /** Host of the server that verifications and drills restore into, by service id. @default the service's own host */
  scratchHosts: z
    .record(z.string(), host)
    .default({})
    .register(help, {
      limit: "be an object of service id to host name, for services of the catalog only",
      remedy: set("scratchHosts.<service>", "<host>"),
      parts: { "*": "<host>" },
    }),
  /** Login that makes the jobs' database roles: each server's bootstrap administrator. @default lifeboat_admin */
  databaseAdminUser: z
    .string()
    .regex(/^[a-zA-Z_][\w.-]{0,62}$/)
    .default("lifeboat_admin")
    .register(help, {
      limit: "be the name of a database role, 1 to 63 letters, digits and _.-",
      remedy: set("databaseAdminUser", "lifeboat_admin"),
    }),
  /** Passwords of the administrator and of the roles of jobs, migrations and application, by service id. */
  databaseSecrets: z
    .record(
      z.string(),
      z.strictObject({
        admin: secretLine,
        backup: loginPassword.optional(),
        restore: loginPassword.optional(),
        migrate: loginPassword.optional(),
        app: loginPassword.optional(),
        monitor: loginPassword.optional(),
      }),
    )
    .register(help, {
      limit:
        "be a secret object of service id to {admin, backup, restore, migrate, app} and, with the Prometheus Operator, monitor, one line each (printable ASCII for all but admin), for every service that is declared",
      remedy: setSecret("databaseSecrets.<service>.backup", OTHER_LOGINS),
      parts: Object.fromEntries(logins.map((login) => [`*.${login}`, PROMPT])),
      secret: true,
    }),
};
