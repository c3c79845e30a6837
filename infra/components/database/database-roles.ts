import * as pulumi from "@pulumi/pulumi";
import { Provider } from "@pulumi/postgresql/provider";
import { Role } from "@pulumi/postgresql/role";
import { applicationRights, logins } from "../../catalog/logins";
import type { LoginName } from "../../catalog/types";
import { passwordVerifier } from "./password-verifier";
import type { SecretValue } from "../pod/secret-object";

/** A login that is declared. */
interface DeclaredLogin {
  readonly login: LoginName;
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
  /** PEM file of the authority that the server's certificate is checked by, relative to the program's folder. @default none */
  readonly rootCertificate?: string;
  /** Login that may create roles: the server's bootstrap administrator. */
  readonly adminUser: string;
  readonly adminPassword: pulumi.Input<string>;
  readonly known: KnownRoles;
  /** Whether the administrator may let the jobs' logins bypass row level security. */
  readonly bypassesRowSecurity: boolean;
  /** Those to declare. */
  readonly logins: readonly DeclaredLogin[];
  /** What must run before anybody logs in: the server, where the stack declares it. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** The database's own roles that a login may be a member of, by the names that the table of logins has for them. */
export interface KnownRoles {
  /** Role that owns the database, made with the database. */
  readonly owner: string;
  /** Role that the application acts as. */
  readonly application: string;
}

/** Inputs of the role of a login, as the catalog's table of logins has it. */
export function loginArgs(
  { login, name, password: given }: DeclaredLogin,
  known: KnownRoles,
  bypassesRowSecurity: boolean,
) {
  const { memberOf, createDatabase, assumes, connections, ...rights } = logins[login];
  const password = passwordVerifier(name, given);
  return {
    login: true,
    inherit: true,
    superuser: false,
    createRole: false,
    createDatabase,
    name,
    ...(rights.bypassesRowSecurity && bypassesRowSecurity ? { bypassRowLevelSecurity: true } : {}),
    ...(connections === undefined ? {} : { connectionLimit: connections }),
    ...(password === undefined ? {} : { password }),
    roles: memberOf.map((role) => (role === "owner" || role === "application" ? known[role] : role)),
    ...(assumes === undefined ? {} : { assumeRole: known[assumes] }),
  };
}

/** Roles of a database server that are there whether the service serves or not: the application's, the jobs', the exporter's. */
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
        ...(args.rootCertificate === undefined ? {} : { sslrootcert: args.rootCertificate }),
        username: args.adminUser,
        password: args.adminPassword,
        superuser: false,
      },
      { parent: this, dependsOn: [...args.dependsOn] },
    );
    const child = { parent: this, provider: this.provider, dependsOn: [...args.dependsOn] };
    const application = new Role(
      `${name}-application`,
      {
        name: args.known.application,
        login: false,
        inherit: true,
        superuser: false,
        createRole: false,
        createDatabase: false,
        roles: [...applicationRights],
      },
      child,
    );
    for (const login of args.logins)
      new Role(`${name}-${login.login}`, loginArgs(login, args.known, args.bypassesRowSecurity), {
        ...child,
        dependsOn: [...args.dependsOn, application],
      });
    this.registerOutputs({});
  }
}
