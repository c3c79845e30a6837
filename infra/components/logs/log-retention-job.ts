import { retention, retentionPaths } from "../../logs/retention";
import { APPLICATION_UID, CONTAINER_SECURITY } from "../workloads/application-guard";
import { containerResources, LOG_DISK } from "../pod/container-resources";
import { failurePolicy, FINAL_EXIT_CODES, scheduled } from "../jobs/cron-job";
import { logMounts, logVolumes, type LogPodArgs } from "./log-pod";
import { FAILURE_MESSAGE, podSecurity } from "../pod/pod-security";

/** CronJob spec of the retention job: a pod that is `restricted` and writes nothing. */
export function logRetentionJob(args: LogPodArgs) {
  const { image, serviceAccount, priorityClass, labels } = args;
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
        securityContext: podSecurity(APPLICATION_UID),
        containers: [
          {
            name: retention.name,
            image,
            imagePullPolicy: "IfNotPresent",
            terminationMessagePolicy: FAILURE_MESSAGE,
            command: [
              "/usr/bin/python3",
              "-B",
              at("retention.py"),
              at("settings.json"),
              at("documents.json"),
            ],
            resources: containerResources(retention.size, LOG_DISK),
            securityContext: CONTAINER_SECURITY,
            volumeMounts: logMounts(retentionPaths.files),
          },
        ],
        volumes: logVolumes(args),
      },
    },
  };
  return scheduled({ ...retention, suspend: false }, { labels, spec });
}
