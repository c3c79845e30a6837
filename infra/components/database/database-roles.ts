import * as pulumi from "@pulumi/pulumi";
import { Provider } from "@pulumi/postgresql/provider";
import { Role } from "@pulumi/postgresql/role";
import { connections } from "../../catalog/connections";
import { exporter } from "../../scraping/exporter";
import { passwordVerifier } from "./password-verifier";
import type { SecretValue } from "../pod/secret-object";

/** A login that a job has. */
interface LoginArgs {
  readonly name: string;
  /** Undefined where whoever keeps the store of secrets sets it. */
  readonly password: SecretValue;
}

function login({ name, password: given }: LoginArgs) {
  const password = passwordVerifier(name, given);
  return { name, ...(password === undefined ? {} : { password }) };
}

/** Inputs of {@link DatabaseRoles}. */
export interface DatabaseRolesArgs {
  readonly host: string;
  readonly port: number;
  readonly sslMode: string;
  /** Login that may create roles: the server's bootstrap administrator. */
  readonly adminUser: string;
  readonly adminPassword: pulumi.Input<string>;
  /** Role that owns the database; the application's, made with the database. */
  readonly ownerRole: string;
  readonly backup: LoginArgs;
  readonly restore: LoginArgs;
  readonly migrate: LoginArgs;
  /** Of postgres_exporter; undefined where none runs. */
  readonly monitor: LoginArgs | undefined;
}

/**
 * The logins of the jobs and of the exporter, none of them a superuser (trap 10).
 *
 * Those of the jobs are members of the owner: large objects and tables with row level security are read only so. The
 * exporter's reads statistics and no row.
 */
export class DatabaseRoles extends pulumi.ComponentResource {
  /** The server's administrator, for further roles there. */
  readonly provider: Provider;

  constructor(name: string, args: DatabaseRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:DatabaseRoles", name, {}, opts);
    this.provider = new Provider(
      `${name}-server`,
      {
        host: args.host,
        port: args.port,
        sslmode: args.sslMode,
        username: args.adminUser,
        password: args.adminPassword,
        superuser: false,
      },
      { parent: this },
    );
    const role = {
      login: true,
      inherit: true,
      superuser: false,
      createRole: false,
      connectionLimit: connections.jobLogin,
    };
    new Role(
      `${name}-backup`,
      {
        ...role,
        ...login(args.backup),
        createDatabase: false,
        // The backup after a fence ends the sessions that were left.
        roles: [args.ownerRole, "pg_read_all_data", "pg_signal_backend"],
      },
      { parent: this, provider: this.provider },
    );
    new Role(
      `${name}-restore`,
      {
        ...role,
        ...login(args.restore),
        // A restore goes into a new database beside the old one.
        createDatabase: true,
        roles: [args.ownerRole, "pg_signal_backend"],
      },
      { parent: this, provider: this.provider },
    );
    new Role(
      `${name}-migrate`,
      {
        ...role,
        ...login(args.migrate),
        createDatabase: false,
        roles: [args.ownerRole],
        // What a migration makes belongs to the owner, so that a restore and the next migration find it theirs.
        assumeRole: args.ownerRole,
      },
      { parent: this, provider: this.provider },
    );
    if (args.monitor !== undefined)
      new Role(
        `${name}-monitor`,
        {
          ...role,
          ...login(args.monitor),
          createDatabase: false,
          connectionLimit: exporter.connections,
          roles: ["pg_monitor"],
        },
        { parent: this, provider: this.provider },
      );
    this.registerOutputs({});
  }
}
