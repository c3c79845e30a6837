import type { Fields } from "../../../../policies/support/input/value";
import { resource } from "../../support/cases";
import { alert, cronJob, object, pod, type Corpus, type CorpusCase } from "../case";

const api = (host: string) =>
  object("apps/v1:Deployment", {
    metadata: { name: "api", namespace: "app" },
    spec: {
      replicas: 2,
      template: {
        spec: pod({
          env: [
            { name: "PGHOST", value: host },
            { name: "PGDATABASE", value: "orders" },
          ],
        }),
      },
    },
  });
const saved = (what: string, from: string, host: string, ...given: CorpusCase["given"]): CorpusCase => ({
  what,
  from,
  given: [api(host), ...given],
  rules: ["database-has-a-backup"],
});
const named = (name: string, labels: Fields, spec: Fields = {}): CorpusCase => ({
  what: `a job ${name}`,
  from: "public charts and programs; kube-score",
  given: [
    object("batch/v1:CronJob", {
      metadata: { name, namespace: "app", labels },
      spec: { schedule: "0 3 * * *", ...spec, jobTemplate: { spec: { template: { spec: pod({}) } } } },
    }),
  ],
  rules: [
    "recovery-job-is-not-suspended",
    "backup-is-verified-and-rehearsed",
    "backup-declares-its-objectives",
    "backup-schedule-meets-its-objective",
    "backup-has-its-alerts",
    "recovery-meets-its-objective",
  ],
});
const works = (what: string, given: CorpusCase["given"][number], rule: string): CorpusCase => ({
  what,
  from: "kubernetes-mixin, node-mixin; public programs",
  given: [given],
  rules: [rule],
});

/** Backups that are some, and jobs that are none. */
export const recovery: Corpus = {
  "RDS and operator backups": [
    saved(
      "RDS with automated backups",
      "AWS RDS",
      "orders.abc123.eu-west-1.rds.amazonaws.com",
      resource("aws:rds/instance:Instance", "orders", { identifier: "orders", backupRetentionPeriod: 14 }),
    ),
    saved("RDS of another program", "AWS RDS", "orders.abc123.eu-west-1.rds.amazonaws.com"),
    saved(
      "Aurora with automated backups",
      "AWS Aurora",
      "orders.cluster-abc123.eu-west-1.rds.amazonaws.com",
      resource("aws:rds/cluster:Cluster", "orders", {
        clusterIdentifier: "orders",
        backupRetentionPeriod: 14,
      }),
    ),
    saved(
      "CloudNativePG",
      "cnpg Cluster.spec.backup",
      "orders-rw",
      object("postgresql.cnpg.io/v1:Cluster", {
        metadata: { name: "orders", namespace: "app" },
        spec: { backup: { barmanObjectStore: { destinationPath: "s3://b" } } },
      }),
    ),
    saved(
      "CloudNativePG by a schedule",
      "cnpg ScheduledBackup",
      "orders-rw.app.svc",
      object("postgresql.cnpg.io/v1:ScheduledBackup", {
        metadata: { name: "orders", namespace: "app" },
        spec: { schedule: "0 0 0 * * *", cluster: { name: "orders" } },
      }),
    ),
    saved(
      "Crunchy",
      "PostgresCluster.spec.backups",
      "orders-primary.app.svc.cluster.local",
      object("postgres-operator.crunchydata.com/v1beta1:PostgresCluster", {
        metadata: { name: "orders", namespace: "app" },
        spec: { backups: { pgbackrest: { repos: [{ name: "repo1" }] } } },
      }),
    ),
    saved(
      "Zalando",
      "postgresql.spec.enableLogicalBackup",
      "orders",
      object("acid.zalan.do/v1:postgresql", {
        metadata: { name: "orders", namespace: "app" },
        spec: { enableLogicalBackup: true },
      }),
    ),
  ],
  "purpose by label": [
    named("verify-emails", {}, { suspend: true }),
    named("cleanup-old-backups", {}, { suspend: true }),
    named("prune-backups", {}),
    named("dump-metrics", {}),
    named("drill-down-report", {}, { suspend: true }),
    named("verification-codes-expire", { app: "accounts" }, { suspend: true }),
    named("heapdump-upload", { "app.kubernetes.io/component": "diagnostics" }),
    named("restore-test-orders-cache", { "app.kubernetes.io/component": "cache" }, { suspend: true }),
  ],
  "alerts and jobs that work": [
    works("absent", alert('absent(up{job="api"})'), "alert-can-fire"),
    works("a bare selector", alert('{__name__="up"} == 0'), "alert-can-fire"),
    works("a watchdog", alert("vector(1)", { alert: "Watchdog" }), "alert-can-fire"),
    works("the time of a metric", alert("time() - backup_last_success_timestamp > 7200"), "alert-can-fire"),
    works("a day", alert("ssl_expiry_days < 14", { for: "1d" }), "alert-can-fire"),
    works("a fallback", alert("sum(rate(x[5m])) or vector(0)"), "alert-can-fire"),
    works("29 February", cronJob({ schedule: "0 3 29 2 *" }), "cron-job-does-something"),
    works("31 of any month", cronJob({ schedule: "0 3 31 * *" }), "cron-job-does-something"),
    works(
      "echo before work",
      cronJob({}, {}, { command: ["sh", "-c", "echo start; pg_dump orders | gzip > /b"] }),
      "cron-job-does-something",
    ),
    works("one at a time", cronJob({}, { parallelism: 1, completions: 1 }), "cron-job-does-something"),
    works(
      "sleep before work",
      cronJob({}, {}, { command: ["sh", "-c", "sleep 30 && /opt/run.sh"] }),
      "cron-job-does-something",
    ),
  ],
};
