import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { Key } from "@pulumi/aws/kms/key";
import { Bucket } from "@pulumi/aws/s3/bucket";
import { CronJob } from "@pulumi/kubernetes/batch/v1/cronJob";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";

const bucket = new Bucket("database-backups", { forceDestroy: true });

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
