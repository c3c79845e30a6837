import * as pulumi from "@pulumi/pulumi";
import type { Provider } from "@pulumi/postgresql/provider";
import { Role } from "@pulumi/postgresql/role";
import { loginArgs, type KnownRoles } from "./database-roles";
import type { SecretValue } from "../pod/secret-object";

/** Inputs of {@link ApplicationLogin}. */
export interface ApplicationLoginArgs {
  /** Administrator of the server. */
  readonly provider: Provider;
  readonly name: string;
  /** Undefined if the operator of the secret store sets it. */
  readonly password: SecretValue;
  /** The database's own roles; it acts as the application's. */
  readonly known: KnownRoles;
  /** Whether anybody may log in with it: only where the environment serves. */
  readonly login: boolean;
  /** Connections that the application may hold at once, all replicas together. */
  readonly connectionLimit: number;
  /** What must be done first: a restore before the login is enabled, the end of the pods before it is disabled. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/**
 * The application's login: it reads and writes rows of every table and owns none, so that it can drop nothing. The fence
 * of an environment is that this login is taken away. Its sessions act as a role that stays, and that owns the large objects
 * they make: backups can read those, and a restore gives them back.
 */
export class ApplicationLogin extends pulumi.ComponentResource {
  readonly role: Role;

  constructor(name: string, args: ApplicationLoginArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:ApplicationLogin", name, {}, opts);
    this.role = new Role(
      `${name}-role`,
      {
        ...loginArgs({ login: "app", name: args.name, password: args.password }, args.known, false),
        login: args.login,
        connectionLimit: args.connectionLimit,
      },
      { parent: this, provider: args.provider, dependsOn: [...args.dependsOn] },
    );
    this.registerOutputs({});
  }
}
