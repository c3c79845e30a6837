import { randomBytes } from "node:crypto";
import { applicationRoleOwnsNothing } from "../../../../policies/rules/database/application-role-owns-nothing";
import { databaseRoleIsNotPrivileged } from "../../../../policies/rules/database/database-role-is-not-privileged";
import { databaseRolePasswordIsSecret } from "../../../../policies/rules/database/database-role-password-is-secret";
import { onlyRestoreRoleCreatesDatabases } from "../../../../policies/rules/database/only-restore-role-creates-databases";
import { unknown, type Fields, type Value } from "../../../../policies/support/input/value";
import { describeRule, resource, undecidedOn } from "../../support/cases";

const password = randomBytes(12).toString("hex");
const role = (inputs: Fields, secretOutputs: readonly string[] = ["password"]) => [
  resource(
    "postgresql:index/role:Role",
    "login",
    { name: "app_backup", login: true, ...inputs },
    { secretOutputs },
  ),
];
const says = (...clauses: readonly string[]) => [`violation | Role login: ${clauses.join("; ")}`];
const undecided = (path: string) => undecidedOn("Role login", path);

const membership = (inputs: Fields) => [resource("postgresql:index/grantRole:GrantRole", "grant", inputs)];
const privileged = [
  "no role of a service may have its rights",
  "remove it, and grant only the rights that are needed",
];
describeRule(databaseRoleIsNotPrivileged, [
  { name: "accepts a plain login", given: role({ superuser: false, createRole: false }) },
  ...["superuser", "createRole", "replication", "bypassRowLevelSecurity"].map((name) => ({
    name: `refuses ${name}`,
    given: role({ name: "app_reports", [name]: true }),
    says: says(`${name} is true`, "no role of a service may have it", `remove ${name}`),
  })),
  {
    name: "accepts the backup's role that row level security hides nothing from",
    given: role({ name: "orders_backup", bypassRowLevelSecurity: true }),
    says: [],
  },
  {
    name: "refuses it where configured otherwise",
    given: role({ name: "orders_backup", bypassRowLevelSecurity: true }),
    settings: { rowSecurityBypass: [] },
    says: says(
      "bypassRowLevelSecurity is true",
      "no role of a service may have it",
      "remove bypassRowLevelSecurity",
    ),
  },
  {
    name: "accepts a member of roles that only read and write",
    given: role({ roles: ["pg_read_all_data", "orders_owner"], assumeRole: "" }),
  },
  ...[
    "azure_pg_admin",
    "cloudsqlsuperuser",
    "rds_replication",
    "rds_superuser",
    "pg_execute_server_program",
    "pg_read_server_files",
    "pg_write_server_files",
  ].map((name) => ({
    name: `refuses a member of ${name}, however it is one`,
    given: [
      ...role({ roles: [name] }),
      ...role({ assumeRole: name }),
      ...membership({ role: "reports", grantRole: name }),
    ],
    says: [
      ...says(`makes it a member of ${name}`, ...privileged),
      ...says(`makes it a member of ${name}`, ...privileged),
      `violation | GrantRole grant: ${[`makes it a member of ${name}`, ...privileged].join("; ")}`,
    ],
  })),
  {
    name: "judges what is known beside what is not",
    given: role({ superuser: unknown, roles: [unknown, "rds_superuser"] }),
    says: [
      ...undecided("superuser"),
      ...undecided("roles[0]"),
      ...says("makes it a member of rds_superuser", ...privileged),
    ],
  },
  { name: "cannot decide on unknown", given: role({ superuser: unknown }), says: undecided("superuser") },
]);

describeRule(onlyRestoreRoleCreatesDatabases, [
  { name: "accepts the restore's role", given: role({ name: "app_restore", createDatabase: true }) },
  {
    name: "refuses another",
    given: role({ createDatabase: true }),
    says: says(
      "createDatabase is true for app_backup",
      "only a role named *_restore may have it",
      "set createDatabase: false",
    ),
  },
  {
    name: "cannot decide on unknown",
    given: role({ createDatabase: true, name: unknown }),
    says: undecided("name"),
  },
]);

describeRule(databaseRolePasswordIsSecret, [
  { name: "accepts a secret", given: role({ password }) },
  { name: "accepts a secret not known yet", given: role({ password: unknown }) },
  {
    name: "refuses a password in clear, and does not repeat it",
    given: role({ password }, []),
    says: says(
      "password is in clear text in the state",
      "a password must be a secret",
      "set the resource option additionalSecretOutputs: [password], and pass a Pulumi secret",
    ),
  },
  {
    name: "refuses a server that stores it in clear",
    given: role({ encryptedPassword: false }),
    says: says("encryptedPassword is false", "true is required", "remove encryptedPassword"),
  },
  {
    name: "cannot decide on unknown",
    given: role({ encryptedPassword: unknown }),
    says: undecided("encryptedPassword"),
  },
]);

const login = (...roles: readonly Value[]) => role({ name: "app_app", roles });
const member = (of: string, label = "Role login") => [
  `violation | ${label}: makes an application's login a member of ${of}; it may be a member of pg_read_all_data, pg_write_all_data, *_application; grant reading and writing, not the owner's rights`,
];
const named = (name: string, inputs: Fields) => [
  resource("postgresql:index/role:Role", name, { name, ...inputs }),
];
const owned = (kind: string, owner: Value) => [
  resource(`postgresql:index/${kind.toLowerCase()}:${kind}`, "data", { name: "app", owner }),
];
const owns = (kind: string) => [
  `violation | ${kind} data: owner is app_app; an application's login must own nothing; make a role without login its owner`,
];
describeRule(applicationRoleOwnsNothing, [
  { name: "accepts reading and writing", given: login("pg_read_all_data", "pg_write_all_data") },
  {
    name: "accepts the role that it acts as, and refuses what that one may not be",
    given: [
      ...role({ name: "app_app", roles: ["app_application"], assumeRole: "app_application" }),
      ...named("app_application", { roles: ["pg_write_all_data", "app"] }),
    ],
    says: [
      "violation | Role login: makes an application's login a member of app, as a member of app_application; it may be a member of pg_read_all_data, pg_write_all_data, *_application; grant reading and writing, not the owner's rights",
    ],
  },
  { name: "accepts the owner of another login", given: role({ name: "app_migrate", roles: ["app"] }) },
  { name: "accepts a database of the owner", given: owned("Database", "app") },
  { name: "accepts a grant to another", given: membership({ role: "app_migrate", grantRole: "app" }) },
  { name: "refuses the owner's rights", given: login("pg_read_all_data", "app"), says: member("app") },
  {
    name: "refuses them by a grant",
    given: membership({ role: "app_app", grantRole: "app" }),
    says: member("app", "GrantRole grant"),
  },
  {
    name: "refuses the owner that it becomes at login",
    given: role({ name: "app_app", assumeRole: "app" }),
    says: member("app"),
  },
  {
    name: "accepts the owner that another becomes at login",
    given: role({ name: "app_migrate", assumeRole: "app" }),
  },
  {
    name: "refuses the owner's rights that come by way of a role",
    given: [
      ...login("writers"),
      ...named("writers", { roles: ["editors"] }),
      ...named("editors", { assumeRole: "app" }),
    ],
    settings: { memberships: ["writers", "editors"] },
    says: [
      "violation | Role login: makes an application's login a member of app, as a member of writers, of editors; it may be a member of writers, editors; grant reading and writing, not the owner's rights",
    ],
  },
  {
    name: "refuses them by way of a grant, and knows a circle",
    given: [
      ...login("writers"),
      ...membership({ role: "writers", grantRole: "app" }),
      ...named("app", { roles: ["writers"] }),
    ],
    settings: { memberships: ["writers"] },
    says: [
      "violation | Role login: makes an application's login a member of app, as a member of writers; it may be a member of writers; grant reading and writing, not the owner's rights",
    ],
  },
  {
    name: "cannot decide on unknown rights of a role on the way",
    given: [...login("writers"), ...named("writers", { roles: unknown })],
    settings: { memberships: ["writers"] },
    says: undecided("roles of writers"),
  },
  ...["Database", "Schema"].map((kind) => ({
    name: `refuses a ${kind} of its own`,
    given: owned(kind, "app_app"),
    says: owns(kind),
  })),
  { name: "asks nothing of it where configured", given: login("app"), settings: { applicationRoles: [] } },
  {
    name: "accepts a role that is configured",
    given: login("writers"),
    settings: { memberships: ["writers"] },
  },
  { name: "cannot decide on unknown", given: login(unknown), says: undecided("roles[0]") },
]);
