import type * as pulumi from "@pulumi/pulumi";
import { retention, retentionPaths } from "../logs/retention";
import { APPLICATION_UID, CONTAINER_SECURITY } from "./application-guard";
import { containerResources, LOG_DISK } from "./container-resources";
import { failurePolicy, FINAL_EXIT_CODES, scheduled } from "./cron-job";
import { SECRETS_DIRECTORY } from "./workload-environment";

/** What tells one retention job from another's. */
export interface LogRetentionJobArgs {
  /** Image by digest: the collector's. */
  readonly image: string;
  /** ConfigMap with programs, documents and settings. */
  readonly files: string;
  /** Secret with the password of its login. */
  readonly secret: pulumi.Input<string>;
  readonly serviceAccount: string;
  readonly priorityClass: string;
  readonly labels: Readonly<Record<string, string>>;
}

const SECRET_MODE = 0o400;
const FILE_MODE = 0o440;

/** CronJob spec of the retention job: a pod that is `restricted` and writes nothing. */
export function logRetentionJob(args: LogRetentionJobArgs) {
  const { image, files, secret, serviceAccount, priorityClass, labels } = args;
  const at = (file: string): string => `${retentionPaths.files}/${file}`;
  const spec = {
    activeDeadlineSeconds: retention.deadlineSeconds,
    backoffLimit: 2,
    podFailurePolicy: failurePolicy(retention.name, FINAL_EXIT_CODES),
    template: {
      metadata: { labels: { ...labels } },
      spec: {
        restartPolicy: "Never",
        serviceAccountName: serviceAccount,
        priorityClassName: priorityClass,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        terminationGracePeriodSeconds: 5,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: APPLICATION_UID,
          runAsGroup: APPLICATION_UID,
          fsGroup: APPLICATION_UID,
          seccompProfile: { type: "RuntimeDefault" },
        },
        containers: [
          {
            name: retention.name,
            image,
            imagePullPolicy: "IfNotPresent",
            command: [
              "/usr/bin/python3",
              "-B",
              at("retention.py"),
              at("settings.json"),
              at("documents.json"),
            ],
            resources: containerResources(retention.size, LOG_DISK),
            securityContext: CONTAINER_SECURITY,
            volumeMounts: [
              { name: "files", mountPath: retentionPaths.files, readOnly: true },
              { name: "secrets", mountPath: SECRETS_DIRECTORY, readOnly: true },
            ],
          },
        ],
        volumes: [
          { name: "files", configMap: { name: files, defaultMode: FILE_MODE } },
          { name: "secrets", secret: { secretName: secret, defaultMode: SECRET_MODE } },
        ],
      },
    },
  };
  return scheduled({ ...retention, suspend: false }, { labels, spec });
}
