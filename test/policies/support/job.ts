import type { Subject } from "../../../policies/support/input/subject";
import type { Fields, Value } from "../../../policies/support/input/value";
import { changed, resource, undecidedOn } from "./cases";

/** Path of the pod's spec in {@link job}. */
export const POD = "spec/jobTemplate/spec/template/spec";
/** Path of its only container. */
export const CONTAINER = `${POD}/containers/0`;

/** An image by a digest of its own making. */
export const IMAGE = `registry.example.com/jobs@sha256:${"0123456789abcdef".repeat(4)}`;

const sound: Fields = {
  metadata: { name: "app-backup", namespace: "app", annotations: { note: "hourly" } },
  spec: {
    schedule: "0 * * * *",
    timeZone: "Etc/UTC",
    concurrencyPolicy: "Forbid",
    startingDeadlineSeconds: 300,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 5,
    jobTemplate: {
      spec: {
        activeDeadlineSeconds: 600,
        template: {
          spec: {
            serviceAccountName: "backup",
            priorityClassName: "app-backup",
            automountServiceAccountToken: false,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: 10001,
              fsGroup: 10001,
              seccompProfile: { type: "RuntimeDefault" },
            },
            containers: [
              {
                name: "backup",
                image: IMAGE,
                command: ["/opt/jobs/backup.sh"],
                args: [],
                env: [
                  { name: "PGUSER", value: "app_backup" },
                  { name: "PGPASSFILE", value: "/work/pgpass" },
                ],
                resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { cpu: "1", memory: "1Gi" } },
                securityContext: {
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  capabilities: { drop: ["ALL"] },
                },
              },
            ],
            volumes: [
              { name: "scripts", configMap: { name: "scripts", defaultMode: 0o550 } },
              { name: "database", secret: { secretName: "database", defaultMode: 0o400 } },
              { name: "work", emptyDir: { medium: "Memory" } },
            ],
          },
        },
      },
    },
  },
};

/** A CronJob that every rule accepts, but for these values at these paths; undefined removes one. */
export function job(changes: Readonly<Record<string, Value | undefined>> = {}): Subject {
  const inputs = Object.entries(changes).reduce((value, [path, to]) => changed(value, path, to), sound);
  return resource("kubernetes:batch/v1:CronJob", "backup", inputs);
}

/** What is said of it. */
export const jobSays = (...clauses: readonly string[]): readonly string[] => [
  `violation | CronJob backup: ${clauses.join("; ")}`,
];

/** What is said of it when this path is not known. */
export const jobUndecided = (path: string) => undecidedOn("CronJob backup", path);

/** Path of the container's values as messages give it. */
export const CONTAINER_PATH = "spec.jobTemplate.spec.template.spec.containers[0]";
/** Path of the pod's values as messages give it. */
export const POD_PATH = "spec.jobTemplate.spec.template.spec";
