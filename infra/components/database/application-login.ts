import * as pulumi from "@pulumi/pulumi";
import type { Provider } from "@pulumi/postgresql/provider";
import { Role } from "@pulumi/postgresql/role";
import { logins } from "../../catalog/logins";
import { passwordVerifier } from "./password-verifier";
import type { SecretValue } from "../pod/secret-object";

/** Inputs of {@link ApplicationLogin}. */
export interface ApplicationLoginArgs {
  /** Administrator of the server. */
  readonly provider: Provider;
  readonly name: string;
  /** Undefined if the operator of the secret store sets it. */
  readonly password: SecretValue;
  /** Whether anybody may log in with it: only where the environment serves. */
  readonly login: boolean;
  /** Connections that the application may hold at once, all replicas together. */
  readonly connectionLimit: number;
  /** What must be done first: a restore before the login is enabled, the end of the pods before it is disabled. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/**
 * The application's login: it reads and writes rows of every table and owns none, so that it can drop nothing. The fence
 * of an environment is that this login is taken away; the rights survive a restore, which carries no grants.
 */
export class ApplicationLogin extends pulumi.ComponentResource {
  readonly role: Role;

  constructor(name: string, args: ApplicationLoginArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:ApplicationLogin", name, {}, opts);
    const password = passwordVerifier(args.name, args.password);
    this.role = new Role(
      `${name}-role`,
      {
        name: args.name,
        ...(password === undefined ? {} : { password }),
        login: args.login,
        inherit: true,
        superuser: false,
        createRole: false,
        createDatabase: logins.app.createDatabase,
        connectionLimit: args.connectionLimit,
        roles: [...logins.app.memberOf],
      },
      { parent: this, provider: args.provider, dependsOn: [...args.dependsOn] },
    );
    this.registerOutputs({});
  }
}
