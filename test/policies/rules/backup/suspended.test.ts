import { recoveryJobIsNotSuspended } from "../../../../policies/rules/backup/recovery-job-is-not-suspended";
import type { Subject } from "../../../../policies/support/input/subject";
import { unknown, type Fields, type Value } from "../../../../policies/support/input/value";
import { describeRule, resource } from "../../support/cases";
import { job, says, undecided } from "../../support/recovery-job";

const suspend = true;
const connection: readonly Fields[] = [
  { name: "PGHOST", value: "db" },
  { name: "PGDATABASE", value: "app" },
];
const workload = (replicas: Value, namespace = "app", env: readonly Fields[] = connection): Subject =>
  resource("kubernetes:apps/v1:Deployment", "api", {
    metadata: { name: "api", namespace },
    spec: { replicas, template: { spec: { containers: [{ name: "api", env }] } } },
  });
const refused = says(
  "suspend is true",
  "namespace app does not look like a passive environment",
  "set suspend: false, or name a passive stack in the setting standbyStacks",
);
const safe = { "lifeboat/suspended-for": "posture safe" };

describeRule(recoveryJobIsNotSuspended, [
  { name: "accepts jobs that run", given: [job("backup"), job("verify", { suspend: false })] },
  {
    name: "asks nothing of a job that somebody starts",
    given: [job("restore", { suspend }), job("config-backup", { suspend }), job("purge", { suspend })],
  },
  {
    name: "accepts suspended ones where what has a database does not run",
    given: [job("backup", { suspend }), job("drill", { suspend }), workload(0), workload(2, "other")],
  },
  {
    name: "accepts them in a stack that is configured to wait",
    given: [job("backup", { suspend }), workload(2)],
    settings: { standbyStacks: ["prod"] },
  },
  {
    name: "refuses each of them alone",
    given: ["backup", "verify", "drill"].map((purpose) => job(purpose, { suspend })),
    says: [refused, refused, refused],
  },
  {
    name: "refuses one beside what runs",
    given: [job("backup"), job("verify", { suspend }), workload(0), workload(1)],
    says: [refused],
  },
  {
    name: "refuses one beside what runs because nobody says how often",
    given: [job("backup", { suspend }), workload(null)],
    says: [refused],
  },
  {
    name: "refuses one where only what has no database does not run",
    given: [job("backup", { suspend }), workload(0, "app", [])],
    says: [refused],
  },
  {
    name: "refuses a backup that is put off for a reason, and shows a proof that is",
    given: [job("backup", { suspend, annotations: safe }), job("drill", { suspend, annotations: safe })],
    says: [
      refused,
      "notice | CronJob job: suspended for posture safe; until it runs again, backups are not proved",
    ],
  },
  {
    name: "cannot decide on unknown",
    given: [job("backup", { suspend: unknown })],
    says: undecided("spec.suspend"),
  },
  {
    name: "cannot decide while it is not known how many run",
    given: [job("backup", { suspend }), workload(unknown)],
    says: undecided("spec.replicas"),
  },
]);
