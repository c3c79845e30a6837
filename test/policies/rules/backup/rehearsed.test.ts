import { backupIsVerifiedAndRehearsed } from "../../../../policies/rules/backup/backup-is-verified-and-rehearsed";
import type { Subject } from "../../../../policies/support/input/subject";
import { unknown } from "../../../../policies/support/input/value";
import { describeRule } from "../../support/cases";
import { COMPONENT, job, says, undecided } from "../../support/recovery-job";

const misses = (component: string, what: string) =>
  says(
    `namespace app has no CronJob of component ${component}`,
    `a backup requires ${what}`,
    `declare one with the label ${COMPONENT}: ${component}`,
  );
const named = (purpose: string, name: string, service?: string): Subject =>
  job(purpose, {
    name,
    labels: {
      [COMPONENT]: purpose,
      ...(service === undefined ? {} : { "app.kubernetes.io/part-of": service }),
    },
  });
const ofService = (name: string, service?: string): readonly Subject[] =>
  ["backup", "verify", "drill"].map((purpose) => named(purpose, `${name}-${purpose}`, service));
const missesOwn = (name: string): readonly string[] =>
  [misses("verify", "a verification"), misses("drill", "a rehearsal of the restore")].map(
    (one) =>
      `${one.replace("CronJob job", `CronJob ${name}`).replace(/component (\w+);/, "component $1 for it;")}, named like the backup`,
  );
describeRule(backupIsVerifiedAndRehearsed, [
  { name: "accepts all three", given: [job("backup"), job("verify"), job("drill")] },
  { name: "accepts a namespace that backs up nothing", given: [job("config-backup"), job("purge")] },
  {
    name: "refuses a backup alone",
    given: [job("backup")],
    says: [misses("verify", "a verification"), misses("drill", "a rehearsal of the restore")],
  },
  {
    name: "refuses a verification in another namespace",
    given: [job("backup"), job("verify", { namespace: "other" }), job("drill")],
    says: [misses("verify", "a verification")],
  },
  {
    name: "goes by no name",
    given: ["database-backup", "cleanup-old-backups", "verify-emails"].map((name) =>
      job(undefined, { name }),
    ),
  },
  {
    name: "goes by a label of another purpose, whatever the name says",
    given: [job("prune", { name: "backup-prune" }), job("notify", { name: "backup-report" })],
  },
  {
    name: "reads a purpose in a label of more words",
    given: [job("pg_dumpall", { name: "orders" }), job("orders-restore-test", { name: "test" })],
    says: [misses("verify", "a verification").replace("CronJob job", "CronJob orders")],
  },
  {
    name: "goes by a label that is a purpose, whatever the name says",
    given: [job("restore", { name: "restore-of-a-backup" })],
  },
  {
    name: "accepts jobs of each service in one namespace, by name",
    given: [...ofService("orders"), ...ofService("users")],
  },
  {
    name: "accepts one proof of several backups of a service, and one that names no service",
    given: [
      job("backup", { name: "orders-daily-backup" }),
      job("backup", { name: "orders-weekly-backup" }),
      job("verify", { name: "orders-verify" }),
      job("drill", { name: "restore-drill" }),
    ],
  },
  {
    name: "refuses proofs of the other service",
    given: [...ofService("orders"), job("backup", { name: "users-backup" })],
    says: missesOwn("users-backup"),
  },
  {
    name: "refuses proofs of a service of another label, whatever their names",
    given: [...ofService("orders", "orders"), named("backup", "orders-backup-2", "users")],
    says: missesOwn("orders-backup-2"),
  },
  {
    name: "cannot decide on an unknown label",
    given: [job("backup", { name: "one" }), job("verify"), job("drill"), job(undefined, { labels: unknown })],
    says: [
      undecided("metadata.labels")[0]?.replace("CronJob job", "CronJob one") ?? "",
      ...undecided("metadata.labels"),
    ],
  },
  {
    name: "cannot decide on an unknown namespace",
    given: [job("backup", { namespace: unknown }), job("verify"), job("drill")],
    says: undecided("metadata.namespace"),
  },
]);
