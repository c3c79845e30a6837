import type { JobName } from "./job-pod";
import type { ServiceLayout } from "./service-layout";

/** What one job needs beyond its schedule. */
export interface JobRuntime {
  /** ServiceAccount that it runs as. */
  readonly serviceAccount: string;
  /** Database login; absent where the job talks to no database. */
  readonly login?: { readonly user: string; readonly secret: "database-backup" | "database-restore" };
  /** True where it opens backups with the private key. */
  readonly opensBackups: boolean;
  /** True where it reads the Kubernetes API. */
  readonly apiToken: boolean;
}

/** Who each job of a service is: only what opens backups holds the private key, only one job talks to the cluster. */
export function jobRuntimes(layout: ServiceLayout): Readonly<Record<JobName, JobRuntime>> {
  const { backup, configBackup, restore, logins } = layout;
  const reads: JobRuntime = {
    serviceAccount: restore.serviceAccount,
    login: { user: logins.restore, secret: "database-restore" },
    opensBackups: true,
    apiToken: false,
  };
  return {
    backup: {
      serviceAccount: backup.serviceAccount,
      login: { user: logins.backup, secret: "database-backup" },
      opensBackups: false,
      apiToken: false,
    },
    "config-backup": { serviceAccount: configBackup.serviceAccount, opensBackups: false, apiToken: true },
    verify: reads,
    restore: reads,
  };
}
