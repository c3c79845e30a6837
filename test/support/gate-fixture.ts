import * as pulumi from "@pulumi/pulumi";
import type { GateJobArgs } from "../../infra/components/jobs/gate-job";
import { fromConfig, libraryImages, libraryLogin, staffedLibrary } from "./workload-fixture";

/** A gate of the library with Deployments. */
export const libraryGate: GateJobArgs = {
  service: staffedLibrary,
  images: libraryImages,
  database: libraryLogin,
  size: "normal",
  namespace: "library-system",
  pod: {
    job: "gate",
    image: `registry.example.com/jobs@sha256:${"c".repeat(64)}`,
    serviceAccount: "lifeboat-probe",
    priorityClass: "lifeboat-recovery-primary",
    scriptsConfigMap: "lifeboat-jobs-0123456789",
    settingsConfigMap: "library-settings-0123456789",
    apiToken: false,
    env: { PGUSER: "library_app" },
    deadlineSeconds: 300,
    labels: { "app.kubernetes.io/component": "gate" },
  },
  migrateLogin: "library_migrate",
  migratePassword: pulumi.secret("migrate-word"),
  secretSource: fromConfig,
  externalSecrets: { SIGNING_TOKEN: pulumi.secret("signed") },
  labels: { "app.kubernetes.io/managed-by": "pulumi" },
  dependsOn: [],
};
