import { backupPlanKeepsLongEnough } from "../../../../policies/rules/copy/backup-plan-keeps-long-enough";
import { databaseFunctionRunsAsItsCaller } from "../../../../policies/rules/database/database-function-runs-as-its-caller";
import { databaseGrantsNothingToPublic } from "../../../../policies/rules/database/database-grants-nothing-to-public";
import { dataStoreIsEncrypted } from "../../../../policies/rules/store/data-store-is-encrypted";
import { dataStoreKeepsBackups } from "../../../../policies/rules/store/data-store-keeps-backups";
import { dataStoreRefusesDeletion } from "../../../../policies/rules/store/data-store-refuses-deletion";
import { unknown, type Fields, type Value } from "../../../../policies/support/input/value";
import { describeRule, resource, undecidedOn } from "../../support/cases";

const disk = (encrypted: Value) => [resource("aws:ebs/volume:Volume", "data", { encrypted })];
const encryption = (shown: string) => [
  `violation | Volume data: encrypted is ${shown}; data must be encrypted at rest; set encrypted: true`,
];
describeRule(dataStoreIsEncrypted, [
  { name: "accepts true", given: disk(true) },
  { name: "accepts true as a text, as of Redshift", given: disk("true") },
  { name: "refuses false", given: disk(false), says: encryption("false") },
  { name: "refuses none", given: disk(null), says: encryption("absent") },
  { name: "cannot decide on unknown", given: disk(unknown), says: undecidedOn("Volume data", "encrypted") },
]);

const cluster = (backupRetentionPeriod: Value) => [
  resource("aws:docdb/cluster:Cluster", "data", { backupRetentionPeriod }),
];
describeRule(dataStoreKeepsBackups, [
  { name: "accepts a week", given: cluster(7) },
  {
    name: "accepts AWS's default of Redshift",
    given: [resource("aws:redshift/cluster:Cluster", "data", {})],
  },
  {
    name: "refuses a day",
    given: cluster(1),
    says: [
      "violation | Cluster data: backupRetentionPeriod is 1; a mistake must be undone from a backup; set backupRetentionPeriod: 7",
    ],
  },
  {
    name: "cannot decide on unknown",
    given: cluster(unknown),
    says: undecidedOn("Cluster data", "backupRetentionPeriod"),
  },
]);

const pool = (deletionProtection: Value) => [
  resource("aws:cognito/userPool:UserPool", "users", { deletionProtection }),
];
describeRule(dataStoreRefusesDeletion, [
  { name: "accepts ACTIVE", given: pool("ACTIVE") },
  {
    name: "refuses INACTIVE",
    given: pool("INACTIVE"),
    says: [
      'violation | UserPool users: deletionProtection is INACTIVE; a deletion outside of the program must be refused; set deletionProtection: "ACTIVE"',
    ],
  },
  {
    name: "cannot decide on unknown",
    given: pool(unknown),
    says: undecidedOn("UserPool users", "deletionProtection"),
  },
]);

const grant = (fields: Fields) => [
  resource("postgresql:index/grant:Grant", "read", { privileges: ["SELECT"], ...fields }),
];
describeRule(databaseGrantsNothingToPublic, [
  { name: "accepts a role", given: grant({ role: "app", withGrantOption: false }) },
  { name: "accepts that PUBLIC loses its rights", given: grant({ role: "public", privileges: [] }) },
  {
    name: "refuses PUBLIC",
    given: grant({ role: "PUBLIC" }),
    says: [
      "violation | Grant read: role is public; a named role is required; name the role; to revoke PUBLIC's rights set privileges: []",
    ],
  },
  {
    name: "refuses a right to hand on, in a schema too",
    given: [
      ...grant({ role: "app", withGrantOption: true }),
      resource("postgresql:index/schema:Schema", "app", {
        policies: [{ role: "app", createWithGrant: true }],
      }),
    ],
    says: [
      "violation | Grant read: withGrantOption is true; only the owner may grant; set withGrantOption: false",
      "violation | Schema app: policies[0]: createWithGrant is true; only the owner may grant; set createWithGrant: false",
    ],
  },
  {
    name: "cannot decide on unknown",
    given: grant({ role: unknown }),
    says: undecidedOn("Grant read", "role"),
  },
]);

const routine = (fields: Fields) => [resource("postgresql:index/function:Function", "f", fields)];
const definer = [
  "violation | Function f: the function is SECURITY DEFINER; a caller must not act with its owner's rights; set securityDefiner: false and grant what callers need",
];
describeRule(databaseFunctionRunsAsItsCaller, [
  { name: "accepts the default", given: routine({ body: "select 1" }) },
  { name: "refuses the owner's rights", given: routine({ securityDefiner: true }), says: definer },
  {
    name: "refuses them in its body",
    given: routine({ body: "create function f() returns int security definer as $$ $$" }),
    says: definer,
  },
  {
    name: "cannot decide on unknown",
    given: routine({ securityDefiner: unknown }),
    says: undecidedOn("Function f", "securityDefiner"),
  },
]);

const plan = (lifecycle: Fields) => [resource("aws:backup/plan:Plan", "all", { rules: [{ lifecycle }] })];
const lock = (minRetentionDays: Value) => [
  resource("aws:backup/vaultLockConfiguration:VaultLockConfiguration", "lock", { minRetentionDays }),
];
describeRule(backupPlanKeepsLongEnough, [
  { name: "accepts a month, and no end", given: [...plan({ deleteAfter: 30 }), ...plan({})] },
  { name: "accepts a lock of a week", given: lock(7) },
  {
    name: "refuses a day, and cold storage at once",
    given: plan({ deleteAfter: 1, coldStorageAfter: 1 }),
    says: [
      "violation | Plan all: rules[0].lifecycle.deleteAfter is 1; at least 7 days are required; set deleteAfter: 7",
      "violation | Plan all: rules[0].lifecycle.coldStorageAfter is 1; for 30 days a restore must not wait for cold storage; set coldStorageAfter: 30",
    ],
  },
  {
    name: "refuses a copy of a day",
    given: [
      resource("aws:backup/plan:Plan", "all", {
        rules: [{ copyActions: [{ lifecycle: { deleteAfter: 1 } }] }],
      }),
    ],
    says: [
      "violation | Plan all: rules[0].copyActions[0].lifecycle.deleteAfter is 1; at least 7 days are required; set deleteAfter: 7",
    ],
  },
  {
    name: "refuses a lock of a day",
    given: lock(1),
    says: [
      "violation | VaultLockConfiguration lock: minRetentionDays is 1; a lock of at least 7 days is required; set minRetentionDays: 7",
    ],
  },
  {
    name: "cannot decide on unknown",
    given: plan({ deleteAfter: unknown }),
    says: undecidedOn("Plan all", "rules[0].lifecycle.deleteAfter"),
  },
]);
