import * as pulumi from "@pulumi/pulumi";
import { Provider } from "@pulumi/postgresql/provider";
import { Role } from "@pulumi/postgresql/role";
import { loginNames, logins, OWNER } from "../../catalog/logins";
import type { LoginName } from "../../catalog/types";
import { passwordVerifier } from "./password-verifier";
import type { SecretValue } from "../pod/secret-object";

/** A login that is declared. */
interface DeclaredLogin {
  /** Name of its role. */
  readonly name: string;
  /** Undefined if the operator of the secret store sets it. */
  readonly password: SecretValue;
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
  /** Those to declare, by login. */
  readonly logins: Readonly<Partial<Record<LoginName, DeclaredLogin>>>;
}

/** Inputs of the role of a login, as the catalog's table of logins has it. */
function roleArgs(login: LoginName, { name, password: given }: DeclaredLogin, ownerRole: string) {
  const { memberOf, createDatabase, assumesOwner, connections } = logins[login];
  const password = passwordVerifier(name, given);
  return {
    login: true,
    inherit: true,
    superuser: false,
    createRole: false,
    createDatabase,
    name,
    ...(connections === undefined ? {} : { connectionLimit: connections }),
    ...(password === undefined ? {} : { password }),
    roles: memberOf.map((role) => (role === OWNER ? ownerRole : role)),
    ...(assumesOwner ? { assumeRole: ownerRole } : {}),
  };
}

/** Logins of a database server that are there whether the service serves or not: those of the jobs and of the exporter. */
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
    for (const login of loginNames) {
      const declared = args.logins[login];
      if (declared !== undefined)
        new Role(`${name}-${login}`, roleArgs(login, declared, args.ownerRole), {
          parent: this,
          provider: this.provider,
        });
    }
    this.registerOutputs({});
  }
}
