import type { Fields } from "../../../../policies/support/input/value";
import { resource } from "../../support/cases";
import { object, one, pod, statement, withEnvironment } from "../case";
import { casesOf, type Found } from "./kind";

const secret = casesOf(
  "environment-holds-no-secret",
  "config-map-holds-no-secret",
  "annotation-holds-no-secret",
  "command-keeps-its-files-private",
);
const variable = (name: string, value: string, from: string) =>
  secret(`${name}=${value}`, from, withEnvironment({ [name]: value }));
const file = (name: string, text: string, from: string) =>
  secret(`${name}: ${text}`, from, object("core/v1:ConfigMap", { data: { [name]: text } }));
const alone = (...action: readonly string[]) =>
  casesOf("iam-policy-names-resources", "iam-policy-names-actions", "backup-writer-cannot-delete")(
    action.join(", "),
    "AWS service authorization reference: actions without resource types",
    one("aws:iam/policy:Policy", { policy: statement({ Action: action, Resource: "*" }) }),
  );
const job = casesOf(
  "recovery-job-is-not-suspended",
  "backup-is-verified-and-rehearsed",
  "backup-declares-its-objectives",
  "backup-schedule-meets-its-objective",
  "backup-has-its-alerts",
  "recovery-meets-its-objective",
);
const named = (name: string, labels: Fields = {}) =>
  job(
    `a job ${name}`,
    "public charts",
    object("batch/v1:CronJob", {
      metadata: { name, namespace: "app", labels },
      spec: {
        schedule: "0 3 * * *",
        suspend: true,
        jobTemplate: { spec: { template: { spec: pod({}) } } },
      },
    }),
  );
const saved = casesOf("database-has-a-backup");
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
const operated = (what: string, type: string, host: string, spec: Fields) =>
  saved(what, what, api(host), object(type, { metadata: { name: "orders", namespace: "app" }, spec }));

/** What only looks like a danger, of kinds that have dangers of their own elsewhere. */
export const words: Found = {
  dangers: {
    "words inside words": [
      variable("PROXY_PASS", "hunter2-Staple9", "gitleaks generic-api-key"),
      variable("BYPASS_TOKEN", "f3kQ9zL2mX8vB7nR", "gitleaks generic-api-key"),
      file("app.conf", "upstream=api\npass = c0rrect-H0rse-staple\n", "detect-secrets KeywordDetector"),
      variable("DB_PASS", "xK9#mQ2$vL5p", "detect-secrets KeywordDetector"),
      variable("PGPASSWORD", "orders-9fK2mQ7x", "libpq"),
    ],
    "references to secret stores": [
      variable("DB_PASSWORD", "op-secret-9fK2mQ7x", "1Password CLI"),
      variable("DB_PASSWORD", "ENCRYPTED9fK2mQ7x", "SOPS"),
      variable("DB_PASSWORD", "ref-9fK2mQ7xvault", "helmfile vals"),
      variable("DATABASE_URL", "postgresql://app:9fK2mQ7x@db/orders", "gitleaks"),
      variable("API_TOKEN", "vault9fK2mQ7xB3", "HashiCorp Vault"),
    ],
  },
  alarms: {
    "words inside words": [
      variable("PASSENGER_MAX_POOL_SIZE", "six-workers", "Phusion Passenger"),
      variable("TRESPASS_LIMIT", "warn-then-block", "detect-secrets false positives"),
      variable("PASSIVE_MODE", "enabled-for-ftp", "vsftpd"),
      variable("KEYCLOAK_REALM", "customers-internal", "gitleaks false positives"),
      variable("TOKENIZERS_PARALLELISM", "false", "Hugging Face"),
      variable("SECRETARY_EMAIL", "office@example.com", "gitleaks false positives"),
      file(
        "haproxy.cfg",
        "backend api\n  server-template a 2 api:80\n  http-request track-sc0 src\n",
        "HAProxy",
      ),
      file("nginx.conf", "proxy_pass_header Server;\nproxy_bypass_cache on;\nscgi_pass app:4000;\n", "nginx"),
    ],
    "references to secret stores": [
      variable("DB_PASSWORD", "{{resolve:secretsmanager:orders:SecretString:password}}", "CloudFormation"),
      variable(
        "DB_PASSWORD",
        "arn:aws:secretsmanager:eu-west-1:111111111111:secret:orders-AbCdEf",
        "AWS ECS",
      ),
      variable("DB_PASSWORD", "/run/secrets/db_password", "Docker secrets"),
      variable("DB_PASSWORD", "file:///run/secrets/db_password", "Spring"),
      variable("DB_PASSWORD", "$(ORDERS_PASSWORD)", "Kubernetes dependent variables"),
      variable("DB_PASSWORD", "${ORDERS_PASSWORD}", "envsubst"),
      variable("DB_PASSWORD", "ENC(G6N718UuyPE5bHyWKyuLQSm02auQPUtm)", "Jasypt"),
      variable("DB_PASSWORD", "${env:ORDERS_PASSWORD}", "OpenTelemetry collector"),
      variable("DB_PASSWORD", "aws-sm://orders/password", "Chamber and others"),
      variable("DB_PASSWORD", "akv://acme/orders-password", "Azure Key Vault"),
      variable("DB_PASSWORD", "doppler://orders/prd/DB_PASSWORD", "Doppler"),
      variable("DB_PASSWORD", "ssm:///orders/db/password", "SSM references"),
      variable("DB_PASSWORD", "bws://0d5f6c7e-1111-4a4a-9b9b-7a7a7a7a7a7a", "Bitwarden"),
      variable("DB_PASSWORD", "<path:secret/data/orders#password>", "Argo CD Vault Plugin"),
    ],
    "texts of user interfaces": [
      file("fr.json", JSON.stringify({ password: "Mot de passe", token: "Jeton" }), "i18next"),
      file("en.json", JSON.stringify({ passwordPlaceholder: "At least 12 characters" }), "i18next"),
      file("en.yaml", "errors:\n  password_too_short: The password is too short\n", "Rails"),
      file(
        "en.json",
        JSON.stringify({ apiKey: { title: "API key", hint: "You find it in your settings" } }),
        "i18next",
      ),
      file(
        "es.json",
        JSON.stringify({ contrasena: "Contraseña", password: "Escribe tu contraseña" }),
        "i18next",
      ),
      file("help.txt", "password: the password of your account\ntoken: a one-time code\n", "help texts"),
    ],
    "actions on * alone": [
      alone("ec2:DescribeInstances", "ec2:DescribeRegions"),
      alone("cloudwatch:GetMetricData", "cloudwatch:ListMetrics", "cloudwatch:DescribeAlarms"),
      alone("route53:ListHostedZones", "route53:ListHostedZonesByName"),
      alone("tag:GetResources", "tag:GetTagKeys"),
      alone("xray:PutTraceSegments", "xray:PutTelemetryRecords"),
      alone("sts:GetCallerIdentity"),
      alone("kms:ListKeys", "kms:ListAliases"),
      alone("rds:DescribeDBEngineVersions"),
      alone("elasticloadbalancing:DescribeLoadBalancers"),
      alone("backup:ListBackupVaults", "backup:DescribeGlobalSettings"),
    ],
    "RDS and operator backups": [
      operated("StackGres SGCluster", "stackgres.io/v1:SGCluster", "orders", {
        configurations: { backups: [{ sgObjectStorage: "s3", cronSchedule: "0 3 * * *" }] },
      }),
      operated(
        "Percona PerconaPGCluster",
        "pgv2.percona.com/v2:PerconaPGCluster",
        "orders-pgbouncer.app.svc",
        {
          backups: { pgbackrest: { repos: [{ name: "repo1" }] } },
        },
      ),
      operated(
        "KubeBlocks BackupSchedule",
        "dataprotection.kubeblocks.io/v1alpha1:BackupSchedule",
        "orders",
        {
          schedules: [{ enabled: true, cronExpression: "0 3 * * *" }],
        },
      ),
      saved(
        "CloudNativePG by its plugin",
        "cnpg barman-cloud plugin",
        api("orders-rw.app"),
        object("postgresql.cnpg.io/v1:Cluster", {
          metadata: { name: "orders", namespace: "app" },
          spec: { plugins: [{ name: "barman-cloud.cloudnative-pg.io", isWALArchiver: true }] },
        }),
      ),
      saved("RDS Proxy", "AWS RDS", api("orders.proxy-abc123.eu-west-1.rds.amazonaws.com")),
      saved("Cloud SQL", "Google Cloud SQL", api("/cloudsql/acme:europe-west1:orders")),
      saved("Azure Database", "Azure", api("orders.postgres.database.azure.com")),
      saved("Neon", "Neon", api("ep-cool-1234.eu-central-1.aws.neon.tech")),
      saved(
        "AWS Backup of Aurora",
        "AWS Backup selection",
        api("orders.cluster-abc123.eu-west-1.rds.amazonaws.com"),
        resource("aws:rds/cluster:Cluster", "orders", {
          clusterIdentifier: "orders",
          backupRetentionPeriod: 7,
        }),
      ),
    ],
    "purpose by label": [
      named("backup-status-mailer"),
      named("restore-cart"),
      named("verify-domains"),
      named("dumpster-cleaner"),
      named("drill-press-telemetry"),
      named("rotate-backups-index", { "app.kubernetes.io/component": "index" }),
      job("a job without metadata", "Pulumi", one("kubernetes:batch/v1:CronJob", cronJobSpec())),
    ],
  },
};

function cronJobSpec(): Fields {
  return {
    spec: { schedule: "0 3 * * *", suspend: true, jobTemplate: { spec: { template: { spec: pod({}) } } } },
  };
}
