import { z } from "zod";
import { byLogin, loginNames } from "../../catalog/logins";
import { PROMPT, set } from "../command";
import { facts } from "./key-facts";
import { host, imageByDigest, port, secretLine } from "./shapes";

/** Clients encode only these characters alike, and the login's verifier must match every client. */
const loginPassword = z.string().regex(/^[ -~]+$/);

/** Cipher passphrase of a repository: one word for a file and a shell, and too long to guess. */
const passphrase = z.string().regex(/^[!-~]{32,}$/);

/** Passphrases of a service's repositories, by the role of the environment in whose region each is. */
const passphrases = z
  .strictObject({ primary: passphrase.optional(), standby: passphrase.optional() })
  .refine(({ primary, standby }) => primary === undefined || primary !== standby, { path: ["standby"] });

/** Passwords of one server's administrator, which creates the logins and is in no store, and of the logins. */
const passwords = z.strictObject({ admin: secretLine, ...byLogin(() => loginPassword.optional()) });

const [first = "", ...others] = loginNames;
const rest = ["admin", ...others];

const SERVER_IMAGE = "<registry>/lifeboat-postgresql@sha256:<digest>";

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
      blank: "<port>",
      byService: "any",
    }),
  sslMode: z.enum(["disable", "require", "verify-full"]).default("require").register(facts, {
    what: "libpq's sslmode of all connections to databases",
    changes:
      "whether connections are encrypted, and whether clients check the server's certificate and its name",
    limit: "be disable, require, or verify-full with lifeboat:databaseAuthorityFile",
    example: "require",
    blank: "<disable|require|verify-full>",
  }),
  databaseAuthorityFile: z
    .string()
    .regex(/^(?!\/)[\w./-]+$/)
    .optional()
    .register(facts, {
      what: "file with the certificates, in PEM, of the authority that signs the database servers' certificates; its path from the folder of the repository",
      changes: "which servers clients trust; pods that talk to a database start again",
      limit: "be a path from the folder of the repository, of letters, digits, dots, hyphens and slashes",
      example: "authorities/eu-central-1-bundle.pem",
      unset: "clients do not check the server's certificate",
      required: "required with sslMode verify-full, and only there",
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
  jobsBypassRowSecurity: z
    .record(z.string(), z.boolean())
    .default({})
    .register(facts, {
      what: "whether the logins of backup and restore bypass row level security, by service id; defaults to true",
      changes: "whether tables with forced row level security can be backed up",
      limit:
        "be an object of service id of the catalog to true or false; false where the server's administrator may not grant it",
      example: { "*": "false" },
      blank: "<true|false>",
      byService: "any",
    }),
  databaseServers: z
    .record(z.string(), z.enum(["replicated", "cluster", "external"]))
    .default({})
    .register(facts, {
      what: "who runs the database server, by service id. replicated: both stacks declare one, and the passive one replays the other's archive. cluster: only the primary declares one. external (default): somebody else runs it",
      changes: "whether the stack declares the server, its volume, and the repository that it archives to",
      limit:
        "be an object of service id of the catalog to replicated (on both stacks) or cluster (on the primary), for a service whose server the catalog puts into the cluster, or external",
      example: { "*": "external" },
      blank: "<replicated|cluster|external>",
      byService: "any",
    }),
  serverImage: imageByDigest.optional().register(facts, {
    what: "image of database servers in the cluster, and of their physical backups, by digest",
    changes: "what those pods run; the server starts again",
    limit: "be pinned by digest: name@sha256:<64 hex digits>",
    example: SERVER_IMAGE,
    remedy: (key) => `build infra/postgresql/Dockerfile, push it, and: ${set(key, SERVER_IMAGE)}`,
    required: "required where databaseServers puts a server into the cluster",
  }),
  databaseReseeds: z
    .record(z.string(), z.string().regex(/^[a-z0-9]([-a-z0-9.]{0,38}[a-z0-9])?$/))
    .default({})
    .register(facts, {
      what: "incident id, by service id. Setting a new id makes a database server that was overtaken (another server was promoted in its place) a standby of that server; each id works once",
      changes:
        "the server's data directory, which then holds what the repositories hold: rows that were never archived are gone",
      limit:
        "be an object of service id of the catalog to 1 to 40 lower-case letters, digits, hyphens and dots, with a letter or digit at both ends",
      example: { "*": "inc-1234" },
      blank: "<incident>",
      byService: "any",
    }),
  repositorySecrets: z
    .record(z.string(), passphrases)
    .default({})
    .register(facts, {
      what: "cipher passphrases of the repositories that a database server in the cluster archives to, by service id and by the role of the environment in whose region each is; a repository's passphrase can never be changed",
      changes: "what encrypts WAL and physical backups before they leave the server",
      limit:
        "be a secret object of service id to {primary, standby}, each at least 32 printable ASCII characters without blanks, different from each other, for every declared service whose database server is in the cluster",
      example: { "*.primary": PROMPT, "*.standby": PROMPT },
      note: "and .standby",
      byService: "any",
      secret: true,
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
      blank: "<role>",
    }),
  databaseSecrets: z.record(z.string(), passwords).register(facts, {
    what: "passwords of the administrator and of the roles of jobs, migrations and application, by service id",
    changes: "roles of the database server, and the Secrets of the pods that log in",
    limit:
      "be a secret object of service id to {admin, backup, restore, migrate, monitor, app}, one line each (printable ASCII except for admin), for every declared service",
    example: {
      [`*.${first}`]: PROMPT,
      ...Object.fromEntries(rest.map((login) => [`*.${login}`, PROMPT])),
    },
    note: `and ${rest.map((login) => `.${login}`).join(", ")}`,
    byService: "every",
    secret: true,
  }),
};
