import type { JobName } from "./job-pod";
import type { Settings } from "../config";
import type { ServiceLayout } from "./service-layout";

/** What one job needs beyond its schedule. */
export interface JobRuntime {
  /** ServiceAccount that it runs as. */
  readonly serviceAccount: string;
  /** Database login; absent where the job talks to no database. */
  readonly login?: { readonly user: string; readonly secret: "database-backup" | "database-restore" };
  /**
   * Where it reads backups: `source`, what the environment restores from, or `vault`, what it writes itself. Absent
   * where it reads none.
   */
  readonly restoresFrom?: "source" | "vault";
  /** True where it opens backups with the private key. */
  readonly opensBackups: boolean;
  /** True where it reads the Kubernetes API. */
  readonly apiToken: boolean;
}

/** Who each job of a service is: only what opens backups holds the private key, only one job talks to the cluster. */
export function jobRuntimes(
  layout: ServiceLayout,
  { posture }: Pick<Settings, "posture">,
): Readonly<Record<JobName, JobRuntime>> {
  const { backup, configBackup, restore, logins } = layout;
  const reads: JobRuntime = {
    serviceAccount: restore.serviceAccount,
    login: { user: logins.restore, secret: "database-restore" },
    restoresFrom: "source",
    opensBackups: true,
    apiToken: false,
  };
  // What an environment that serves has to prove is its own backups.
  const restoresFrom = posture === "passive" ? "source" : "vault";
  return {
    backup: {
      serviceAccount: backup.serviceAccount,
      login: { user: logins.backup, secret: "database-backup" },
      opensBackups: false,
      apiToken: false,
    },
    "config-backup": { serviceAccount: configBackup.serviceAccount, opensBackups: false, apiToken: true },
    verify: { ...reads, restoresFrom },
    restore: reads,
  };
}
