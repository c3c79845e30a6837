import * as pulumi from "@pulumi/pulumi";
import { CronJob } from "@pulumi/kubernetes/batch/v1/cronJob";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import { contentName, cronJobName, objectName } from "../naming";
import { cronJobSpec, type JobName, type JobPodArgs, type PodName } from "./job-pod";
import type { PlannedJob } from "./job-plan";
import type { JobRuntime } from "./job-runtime";

/** Inputs of {@link ServiceJobs}. */
export interface ServiceJobsArgs {
  readonly service: string;
  /** Namespace of everything here; an Output of the Namespace itself makes it wait. */
  readonly namespace: pulumi.Input<string>;
  /** Image by digest. */
  readonly image: string;
  readonly timeZone: string;
  readonly plan: readonly PlannedJob[];
  readonly runtime: Readonly<Record<JobName, JobRuntime>>;
  readonly database: {
    readonly host: string;
    readonly port: number;
    readonly name: string;
    readonly sslMode: string;
  };
  /** Server that verifications and drills restore into; undefined means the serving one. */
  readonly scratchHost: string | undefined;
  readonly region: string;
  /** Text of the settings file. */
  readonly settings: string;
  /** Scripts, file name to text. */
  readonly scripts: Readonly<Record<string, string>>;
  readonly secrets: {
    readonly backupPassword: pulumi.Input<string>;
    readonly restorePassword: pulumi.Input<string>;
    readonly ageIdentity: pulumi.Input<string>;
  };
  readonly labels: Readonly<Record<string, string>>;
  /** What must be there before a job may run: identities, logins, vault. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** Secrets that jobs mount. */
type SecretPart = "database-backup" | "database-restore" | "gate" | "restore-identity";

/** Name of a Secret that jobs mount. */
export const jobSecretName = (part: SecretPart): string => objectName("lifeboat", part);

/** Defaults of an on-demand restore; whoever starts one changes them (see docs on restoring). */
const RESTORE_ENV = { RESTORE_BACKUP: "latest", RESTORE_TARGET: "", RESTORE_SWITCH: "false" };

/** Jobs that restore for proof alone. */
const RESTORES_INTO_SCRATCH: readonly PodName[] = ["verify", "drill"];

/** Environment of a job: literal values only, the client settings of libpq and of the AWS SDK. */
export function jobEnv(
  job: PodName,
  args: Pick<ServiceJobsArgs, "database" | "region" | "scratchHost">,
  runtime: Pick<JobRuntime, "login" | "restoresFrom">,
) {
  const scratchHost = RESTORES_INTO_SCRATCH.includes(job) ? args.scratchHost : undefined;
  const database =
    runtime.login === undefined
      ? {}
      : {
          PGHOST: scratchHost ?? args.database.host,
          PGPORT: String(args.database.port),
          PGDATABASE: args.database.name,
          PGUSER: runtime.login.user,
          PGSSLMODE: args.database.sslMode,
          PGCONNECT_TIMEOUT: "10",
          PGAPPNAME: `lifeboat-${job}`,
        };
  return {
    ...database,
    AWS_REGION: args.region,
    AWS_DEFAULT_REGION: args.region,
    ...(runtime.restoresFrom === undefined ? {} : { RESTORE_FROM: runtime.restoresFrom }),
    ...(job === "restore" ? RESTORE_ENV : {}),
  };
}

/** The jobs of one service with all that they mount: CronJobs, and pods for the steps of a posture change. */
export class ServiceJobs extends pulumi.ComponentResource {
  /** ConfigMaps of scripts and settings by name. */
  readonly mounted: { readonly scripts: string; readonly settings: string };
  /** What has to be there before a pod may run. */
  readonly ready: readonly pulumi.Resource[];

  constructor(
    name: string,
    private readonly args: ServiceJobsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("lifeboat:index:ServiceJobs", name, {}, opts);
    const { resources, ...mounted } = this.mountables(name, args);
    this.mounted = mounted;
    this.ready = [...resources, ...args.dependsOn];
    for (const planned of args.plan) {
      const pod = this.pod(planned.job, args.runtime[planned.job], planned.deadlineSeconds);
      const metadata = {
        name: cronJobName(args.service, planned.job),
        namespace: args.namespace,
        labels: pod.labels,
      };
      new CronJob(
        `${name}-${planned.job}`,
        { metadata, spec: cronJobSpec({ ...planned, timeZone: args.timeZone }, pod) },
        { parent: this, dependsOn: [...this.ready] },
      );
    }
    this.registerOutputs({});
  }

  /**
   * The pod of one job.
   * @param env further environment; never a secret
   */
  pod(
    job: PodName,
    runtime: JobRuntime,
    deadlineSeconds: number,
    env: Readonly<Record<string, string>> = {},
  ): JobPodArgs {
    const { args, mounted } = this;
    return {
      job,
      image: args.image,
      serviceAccount: runtime.serviceAccount,
      scriptsConfigMap: mounted.scripts,
      settingsConfigMap: mounted.settings,
      ...(runtime.login ? { databaseSecret: jobSecretName(runtime.login.secret) } : {}),
      ...(runtime.opensBackups ? { identitySecret: jobSecretName("restore-identity") } : {}),
      apiToken: runtime.apiToken,
      env: { ...jobEnv(job, args, runtime), ...env },
      deadlineSeconds,
      labels: { ...args.labels, "app.kubernetes.io/component": job },
    };
  }

  private mountables(name: string, args: ServiceJobsArgs) {
    const metadata = (object: string) => ({ name: object, namespace: args.namespace, labels: args.labels });
    const configMap = (part: string, object: string, data: Readonly<Record<string, string>>) =>
      new ConfigMap(
        `${name}-${part}`,
        { metadata: metadata(object), immutable: true, data },
        { parent: this },
      );
    const secret = (part: SecretPart, stringData: Readonly<Record<string, pulumi.Input<string>>>) =>
      new Secret(
        `${name}-${part}`,
        { metadata: metadata(jobSecretName(part)), type: "Opaque", stringData },
        { parent: this },
      );
    const settingsData = { "settings.json": args.settings };
    const scripts = contentName("lifeboat-jobs", args.scripts);
    const settings = contentName(`${args.service}-settings`, settingsData);
    const resources: readonly pulumi.Resource[] = [
      configMap("scripts", scripts, args.scripts),
      configMap("settings", settings, settingsData),
      secret("database-backup", { password: args.secrets.backupPassword }),
      secret("database-restore", { password: args.secrets.restorePassword }),
      secret("restore-identity", { "identity.txt": args.secrets.ageIdentity }),
    ];
    return { scripts, settings, resources };
  }
}
