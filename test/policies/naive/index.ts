import { ApiToken } from "@pulumi/cloudflare/apiToken";
import { ZoneSetting } from "@pulumi/cloudflare/zoneSetting";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { Key } from "@pulumi/aws/kms/key";
import { Instance } from "@pulumi/aws/rds/instance";
import { Record as DnsRecord } from "@pulumi/aws/route53/record";
import { Bucket } from "@pulumi/aws/s3/bucket";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet";
import { Job } from "@pulumi/kubernetes/batch/v1/job";
import { CronJob } from "@pulumi/kubernetes/batch/v1/cronJob";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2/horizontalPodAutoscaler";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget";

const bucket = new Bucket("database-backups", { forceDestroy: true, tags: { purpose: "backup" } });

const key = new Key("backup-key", { description: "Encrypts the backups", deletionWindowInDays: 7 });

new RolePolicy("backup-writer", {
  role: "backup",
  policy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }],
  }),
});

const settings = new ConfigMap("backup-settings", {
  data: { DATABASE_URL: ["postgres://postgres", "postgres@db:5432/app"].join(":") },
});

new CronJob("database-backup", {
  // What the job is for; its name alone says nothing to the rules.
  metadata: { labels: { "app.kubernetes.io/component": "backup" } },
  spec: {
    schedule: "0 2 1-7 * 0",
    jobTemplate: {
      spec: {
        template: {
          spec: {
            restartPolicy: "OnFailure",
            containers: [
              {
                name: "backup",
                image: "postgres:15",
                command: ["/bin/sh", "-c"],
                args: [
                  bucket.bucket.apply(
                    (name) => `pg_dump app | gzip | aws s3 cp - s3://${name}/$(date +%F).sql.gz`,
                  ),
                ],
                env: [
                  { name: "PGUSER", value: "postgres" },
                  { name: "PGPASSWORD", value: "postgres" },
                  { name: "KEY_ID", value: key.keyId },
                ],
                envFrom: [{ configMapRef: { name: settings.metadata.name } }],
                volumeMounts: [{ name: "kubeconfig", mountPath: "/root/.kube" }],
              },
            ],
            volumes: [{ name: "kubeconfig", secret: { secretName: "kubeconfig" } }],
          },
        },
      },
    },
  },
});

new StatefulSet("cache", {
  spec: {
    serviceName: "cache",
    selector: { matchLabels: { app: "cache" } },
    template: {
      metadata: { labels: { app: "cache" } },
      spec: {
        containers: [{ name: "redis", image: "redis:7", command: ["sh", "-c", "redis-server > /data/log"] }],
      },
    },
    volumeClaimTemplates: [
      {
        metadata: { name: "data" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      },
    ],
  },
});

new Job("import", {
  spec: {
    template: {
      spec: {
        restartPolicy: "Never",
        containers: [
          { name: "import", image: "postgres:15", command: ["sh", "-c", "pg_dump app > /tmp/dump"] },
        ],
      },
    },
  },
});

new Instance("database", {
  engine: "postgres",
  instanceClass: "db.t3.micro",
  allocatedStorage: 20,
  username: "postgres",
  manageMasterUserPassword: true,
  publiclyAccessible: true,
  skipFinalSnapshot: true,
});

new DnsRecord("app", {
  zoneId: "Z0000000000EXAMPLE",
  name: "app.example.com",
  type: "CNAME",
  ttl: 300,
  records: ["primary.example.com"],
  setIdentifier: "primary",
  failoverRoutingPolicies: [{ type: "SECONDARY" }],
});

new CustomResource("alerts", {
  apiVersion: "monitoring.coreos.com/v1",
  kind: "PrometheusRule",
  metadata: { name: "alerts" },
  spec: { groups: [{ name: "app", rules: [{ alert: "BackupFailed", expr: "kube_job_status_failed > 0" }] }] },
});

new HorizontalPodAutoscaler("api", {
  spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "api" }, maxReplicas: 5 },
});

new PodDisruptionBudget("api", {
  spec: { maxUnavailable: 0, selector: { matchLabels: { app: "api" } } },
});

const zoneId = "000000000000000000000000000000ca";
new ZoneSetting("tls", { zoneId, settingId: "min_tls_version", value: "1.0" });
new ZoneSetting("encryption", { zoneId, settingId: "ssl", value: "flexible" });

new ApiToken("purge", {
  name: "purge",
  policies: [
    {
      effect: "allow",
      permissionGroups: [{ id: "cache-purge" }],
      resources: JSON.stringify({ "com.cloudflare.api.account.zone.*": "*" }),
    },
  ],
});
