import { jobNamed, type JobName, type StepName } from "../../catalog/jobs";
import type { Settings } from "../../config";
import { serviceAccountName } from "../../naming";
import type { ServiceLayout } from "../service-layout";

/** What one job needs beyond its schedule. */
export interface JobRuntime {
  /** ServiceAccount that it runs as. */
  readonly serviceAccount: string;
  /** Database login; absent where the job talks to no database. */
  readonly login?: {
    readonly user: string;
    /** Secret of its password among those of the jobs; absent where the step makes one of its own. */
    readonly secret?: "database-backup" | "database-restore";
  };
  /**
   * Where it reads backups: `source`, what the environment restores from, `vault`, what it writes itself, or `peer`, what
   * the other environment wrote. Absent where it reads none.
   */
  readonly restoresFrom?: "source" | "vault" | "peer";
  /** True where it opens backups with the private key. */
  readonly opensBackups: boolean;
  /** True where it talks to the Kubernetes API. */
  readonly apiToken: boolean;
}

/** Who a job of a service is: only what opens backups holds the private key, only jobs of configuration talk to the cluster. */
export function jobRuntime(
  name: JobName,
  layout: ServiceLayout,
  { posture }: Pick<Settings, "posture">,
): JobRuntime {
  const { identity, login, proves, readsOwn, opensBackups = false, apiToken = false } = jobNamed(name);
  // What an environment that serves has to prove is its own backups.
  const restoresFrom = readsOwn || (proves && posture !== "passive") ? "vault" : "source";
  return {
    serviceAccount: identity === "probe" ? layout.probeAccount : layout[identity].serviceAccount,
    ...(login === undefined ? {} : { login: { user: layout.logins[login], secret: `database-${login}` } }),
    ...(opensBackups ? { restoresFrom } : {}),
    opensBackups,
    apiToken,
  };
}

/** Who the purge of a CDN is: it talks to Cloudflare alone. */
export const purgeRuntime: JobRuntime = {
  serviceAccount: serviceAccountName("purge"),
  opensBackups: false,
  apiToken: false,
};

/** Who each step of a posture change is: a restore, a backup, or a question that needs no rights in AWS at all. */
export function stepRuntimes(layout: ServiceLayout, runtime: (job: JobName) => JobRuntime) {
  const probe: JobRuntime = {
    serviceAccount: layout.probeAccount,
    opensBackups: false,
    apiToken: false,
  };
  const runtimes: Readonly<Record<StepName, JobRuntime>> = {
    "fence-check": probe,
    restore: { ...runtime("restore"), restoresFrom: "peer" },
    // It asks as the application, which shall run next, and as the login that migrates.
    gate: { ...probe, login: { user: layout.logins.app } },
    "migration-backup": { ...runtime("backup"), restoresFrom: "vault" },
    smoke: probe,
    fence: runtime("backup"),
  };
  return runtimes;
}
