import { databaseServerIsEncrypted } from "../../../../policies/rules/database/database-server-is-encrypted";
import { databaseServerIsNotPublic } from "../../../../policies/rules/database/database-server-is-not-public";
import { databaseServerKeepsBackups } from "../../../../policies/rules/database/database-server-keeps-backups";
import { unknown, type Fields } from "../../../../policies/support/input/value";
import { describeRule, resource, undecidedOn } from "../../support/cases";

const server = (inputs: Fields) => [resource("aws:rds/instance:Instance", "db", inputs)];
const cluster = (inputs: Fields) => [resource("aws:rds/cluster:Cluster", "db", inputs)];
const says = (...clauses: readonly string[]) => [`violation | Instance db: ${clauses.join("; ")}`];
const undecided = (path: string) => undecidedOn("Instance db", path);

describeRule(databaseServerIsNotPublic, [
  { name: "accepts none said", given: server({}) },
  {
    name: "refuses a public one",
    given: server({ publiclyAccessible: true }),
    says: says(
      "publiclyAccessible is true",
      "no public address is allowed",
      "remove publiclyAccessible, and connect from inside its network",
    ),
  },
  {
    name: "cannot decide on unknown",
    given: server({ publiclyAccessible: unknown }),
    says: undecided("publiclyAccessible"),
  },
]);

const clear = (shown: string) =>
  says(
    `storageEncrypted is ${shown}`,
    "true is required, and can only be set at creation",
    "set storageEncrypted: true and kmsKeyId",
  );
describeRule(databaseServerIsEncrypted, [
  { name: "accepts encryption", given: server({ storageEncrypted: true }) },
  { name: "accepts a copy of another", given: server({ replicateSourceDb: "db" }) },
  {
    name: "accepts encryption whatever it may be a copy of",
    given: server({ replicateSourceDb: unknown, storageEncrypted: true }),
  },
  {
    name: "cannot decide while it is not known whether it is a copy",
    given: server({ replicateSourceDb: unknown, storageEncrypted: false }),
    says: undecided("replicateSourceDb"),
  },
  {
    name: "refuses a copy of nothing",
    given: server({ replicateSourceDb: "", storageEncrypted: false }),
    says: clear("false"),
  },
  {
    name: "refuses a cluster's copy of nothing",
    given: cluster({ replicationSourceIdentifier: "" }),
    says: clear("absent").map((line) => line.replace("Instance", "Cluster")),
  },
  { name: "accepts a cluster's copy", given: cluster({ replicationSourceIdentifier: "arn" }) },
  { name: "refuses none said", given: server({}), says: clear("absent") },
  { name: "refuses none", given: server({ storageEncrypted: false }), says: clear("false") },
  {
    name: "cannot decide on unknown",
    given: server({ storageEncrypted: unknown }),
    says: undecided("storageEncrypted"),
  },
]);

const kept = { backupRetentionPeriod: 7, skipFinalSnapshot: false };
const short = (shown: string) =>
  says(`backupRetentionPeriod is ${shown}`, "at least 7 days are required", "set backupRetentionPeriod: 7");
describeRule(databaseServerKeepsBackups, [
  { name: "accepts a week", given: server(kept) },
  { name: "accepts a copy of another", given: server({ replicateSourceDb: "db" }) },
  {
    name: "refuses a copy of nothing",
    given: server({ replicateSourceDb: "", backupRetentionPeriod: 0 }),
    says: short("0"),
  },
  {
    name: "cannot decide while it is not known whether it is a copy, and says so once",
    given: server({ replicateSourceDb: unknown, skipFinalSnapshot: true }),
    says: undecided("replicateSourceDb"),
  },
  { name: "refuses none said", given: server({}), says: short("absent") },
  { name: "refuses a day less", given: server({ backupRetentionPeriod: 6 }), says: short("6") },
  {
    name: "accepts less where configured",
    given: server({ backupRetentionPeriod: 6 }),
    settings: { minimumDays: 6 },
  },
  ...["skipFinalSnapshot", "deleteAutomatedBackups"].map((name) => ({
    name: `refuses ${name}`,
    given: server({ ...kept, [name]: true }),
    says: says(`${name} is true`, "a deletion must leave a backup", `set ${name}: false`),
  })),
  {
    name: "cannot decide on unknown",
    given: server({ backupRetentionPeriod: unknown }),
    says: undecided("backupRetentionPeriod"),
  },
]);
