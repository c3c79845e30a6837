import { databaseHasABackup } from "../../../../policies/rules/backup/database-has-a-backup";
import type { Subject } from "../../../../policies/support/input/subject";
import { unknown, type Fields, type Value } from "../../../../policies/support/input/value";
import { describeRule, resource } from "../../support/cases";
import { COMPONENT, job, undecided } from "../../support/recovery-job";

/** A CronJob, or another kind, whose container names a database. */
const connected = (
  component: string,
  database: Value,
  kind = "batch/v1:CronJob",
  [host, name]: readonly [string, string] = ["PGHOST", "PGDATABASE"],
): Subject => {
  const env: readonly Fields[] = [
    { name: host, value: "db" },
    { name, value: database },
  ];
  const template = { spec: { containers: [{ name: "job", env }] } };
  const metadata = { name: component, namespace: "app", labels: { [COMPONENT]: component } };
  const spec = kind.endsWith("CronJob") ? { jobTemplate: { spec: { template } } } : { template };
  return resource(`kubernetes:${kind}`, component, { metadata, spec });
};
/** A CronJob that restores into a server of its own. */
const proof = (component: string, database: string): Subject => {
  const env: readonly Fields[] = [
    { name: "PGHOST", value: "scratch" },
    { name: "PGDATABASE", value: database },
  ];
  const template = { spec: { containers: [{ name: "job", env }] } };
  const metadata = { name: component, namespace: "app", labels: { [COMPONENT]: component } };
  return resource("kubernetes:batch/v1:CronJob", component, {
    metadata,
    spec: { jobTemplate: { spec: { template } } },
  });
};
/** A Deployment, or the CronJob `backup`, with a container of these variables. */
const pod = (name: string, container: Fields, namespace = "app"): Subject => {
  const template = { spec: { containers: [{ name: "main", ...container }] } };
  const isBackup = name === "backup";
  return resource(`kubernetes:${isBackup ? "batch/v1:CronJob" : "apps/v1:Deployment"}`, name, {
    metadata: { name, namespace, labels: isBackup ? { [COMPONENT]: "backup" } : {} },
    spec: isBackup ? { jobTemplate: { spec: { template } } } : { template },
  });
};
const clear = (host: string): Fields => ({
  env: [
    { name: "PGHOST", value: host },
    { name: "PGDATABASE", value: "app" },
  ],
});
const byKey = (name: string, key: string): Fields => ({
  name,
  valueFrom: { configMapKeyRef: { name: "db", key } },
});
const map = (data: Fields, name: Value = "db", namespace = "app"): Subject =>
  resource("kubernetes:core/v1:ConfigMap", typeof name === "string" ? name : "unnamed", {
    metadata: { name, namespace },
    data,
  });
const open = (label: string, path: string) => undecided(path)[0]?.replace("CronJob job", label) ?? "";
const lacks = (label: string, database = "db.app/app") =>
  `violation | ${label}: database ${database} has no backup; a CronJob of component backup that names its host and database is required; declare one`;
describeRule(databaseHasABackup, [
  { name: "accepts one with a backup", given: [connected("verify", "app"), connected("backup", "app")] },
  { name: "asks nothing of a pod without a database", given: [job("purge")] },
  {
    name: "refuses one without, once",
    given: [connected("verify", "app"), connected("drill", "app"), connected("backup", "other")],
    says: [lacks("CronJob verify")],
  },
  {
    name: "accepts a proof on a server of its own, of a database that another server's backup names",
    given: [proof("drill", "app"), connected("backup", "app")],
  },
  {
    name: "refuses a proof on a server of its own, of a database that no backup names",
    given: [proof("drill", "other"), connected("backup", "app")],
    says: [lacks("CronJob drill", "scratch.app/other")],
  },
  {
    name: "refuses one that a Deployment names",
    given: [connected("api", "app", "apps/v1:Deployment"), connected("backup", "other")],
    says: [lacks("Deployment api")],
  },
  ...(
    [
      ["DB_HOST", "DB_NAME"],
      ["DATABASE_HOST", "DATABASE_NAME"],
      ["POSTGRES_HOST", "POSTGRES_DB"],
    ] as const
  ).map((variables) => ({
    name: `knows one by ${variables.join(" and ")}, whatever the backup knows it by`,
    given: [
      connected("api", "app", "apps/v1:Deployment", variables),
      connected("web", "other", "apps/v1:Deployment", variables),
      connected("backup", "other"),
    ],
    says: [lacks("Deployment api")],
  })),
  {
    name: "knows none by halves of two names",
    given: [connected("api", "app", "apps/v1:Deployment", ["PGHOST", "DB_NAME"])],
  },
  ...["db.app", "db.app.svc", "DB.app.svc.cluster.local.", "db:5432", "db.app.svc:5432"].map((host) => ({
    name: `knows db of its namespace as ${host}`,
    given: [pod("api", clear("db")), pod("backup", clear(host))],
  })),
  {
    name: "knows a host abroad by any spelling",
    given: [pod("api", clear("db.example.com.")), pod("backup", clear("DB.example.com:5432"))],
  },
  {
    name: "refuses the backup of another namespace's db",
    given: [pod("api", clear("db"), "other"), pod("backup", clear("db"))],
    says: [lacks("Deployment api", "db.other/app")],
  },
  {
    name: "refuses what a ConfigMap of the stack names, as a whole, under a prefix and by key",
    given: [
      map({ DB_HOST: "one", DB_NAME: "app", HOST: "two", NAME: "app" }),
      pod("api", { envFrom: [{ secretRef: { name: "x" } }, { configMapRef: { name: "db" } }] }),
      pod("web", { envFrom: [{ prefix: "DB_", configMapRef: { name: "db" } }] }),
      pod("jobs", { env: [byKey("PGHOST", "HOST"), byKey("PGDATABASE", "DB_NAME")] }),
      pod("other", { env: [byKey("PGHOST", "ABSENT"), byKey("PGDATABASE", "DB_NAME")] }),
      pod("third", { env: [byKey("PGHOST", "DB_NAME"), byKey("PGDATABASE", "NAME")] }),
    ],
    says: [
      lacks("Deployment api", "one.app/app"),
      lacks("Deployment web", "two.app/app"),
      lacks("Deployment third", "app.app/app"),
    ],
  },
  {
    name: "takes the last of several, and what is in clear before any",
    given: [
      map({ PGHOST: "one", PGDATABASE: "app" }),
      map({ PGHOST: "two", DB_HOST: "three" }, "last"),
      pod("api", { envFrom: [{ configMapRef: { name: "db" } }, { configMapRef: { name: "last" } }] }),
      pod("web", { ...clear("four"), envFrom: [{ configMapRef: { name: "db" } }] }),
    ],
    says: [lacks("Deployment api", "two.app/app"), lacks("Deployment web", "four.app/app")],
  },
  {
    name: "accepts a backup by a ConfigMap",
    given: [
      map({ DB_HOST: "db", DB_NAME: "app" }),
      pod("api", clear("db")),
      pod("backup", { envFrom: [{ configMapRef: { name: "db" } }] }),
    ],
  },
  {
    name: "reports an undeclared ConfigMap once, if nothing else names a database",
    given: [
      map({ DB_HOST: "db", DB_NAME: "app" }, "db", "elsewhere"),
      pod("api", { envFrom: [{ configMapRef: { name: "db" } }] }),
      pod("web", { env: [byKey("PGHOST", "HOST"), byKey("PGDATABASE", "DB_NAME")] }),
      pod("jobs", { ...clear("host"), envFrom: [{ configMapRef: { name: "db" } }] }),
      pod("backup", clear("host")),
    ],
    says: [
      "notice | Deployment api: ConfigMap db of namespace app, which this stack does not declare, may name a database: check that it has a backup",
    ],
  },
  {
    name: "reports a database that a backup may name in such a ConfigMap",
    given: [pod("api", clear("db")), pod("backup", { envFrom: [{ configMapRef: { name: "names" } }] })],
    says: [
      "notice | Deployment api: no backup names database db.app/app, unless ConfigMap names of backup does, which this stack does not declare: check it",
      "notice | CronJob backup: ConfigMap names of namespace app, which this stack does not declare, may name a database: check that it has a backup",
    ],
  },
  {
    name: "cannot decide on a ConfigMap that is not known",
    given: [
      map({ DB_HOST: unknown }),
      map({}, unknown),
      pod("api", { envFrom: [{ configMapRef: { name: "db" } }] }),
      pod("web", { envFrom: [{ configMapRef: { name: "other" } }] }),
    ],
    says: [open("Deployment api", "data.DB_HOST of db"), open("Deployment web", "metadata.name of unnamed")],
  },
  {
    name: "cannot decide while it is not known what a backup backs up",
    given: [connected("verify", "app"), connected("backup", unknown)],
    says: [
      ...undecided("spec.jobTemplate.spec.template.spec.containers[0].env[1].value of backup"),
      ...undecided("spec.jobTemplate.spec.template.spec.containers[0].env[1].value"),
    ].map((one, index) => one.replace("CronJob job", index === 0 ? "CronJob verify" : "CronJob backup")),
  },
]);
