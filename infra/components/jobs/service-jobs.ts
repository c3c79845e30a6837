import * as pulumi from "@pulumi/pulumi";
import type { PlannedJob } from "../../capacity/job-plan";
import { declaredDefaults } from "../../catalog/job-choices";
import { isJob, jobNamed, priorityOf, type JobName, type PodName } from "../../catalog/jobs";
import { cronJobName, objectName } from "../../naming";
import { tlsVariables, type DatabaseTls } from "../pod/database-authority";
import { contentConfigMap } from "../pod/content-objects";
import type { PriorityClassNames } from "../pod/priority-classes";
import { secretObject, type SecretEntry } from "../pod/secret-object";
import type { Placed } from "../scope";
import type { ServiceSecrets } from "../service-secrets";
import { cronJob } from "./cron-job";
import { jobRun, type JobPodArgs } from "./job-pod";
import type { JobRuntime } from "./job-runtime";

/** Inputs of {@link ServiceJobs}. */
export interface ServiceJobsArgs extends Placed {
  readonly service: string;
  /** Image by digest. */
  readonly image: string;
  readonly timeZone: string;
  readonly plan: readonly PlannedJob[];
  readonly runtime: (job: JobName) => JobRuntime;
  readonly database: DatabaseTls & {
    readonly host: string;
    readonly port: number;
    readonly name: string;
  };
  /** Server that verifications and drills restore into; undefined means the serving one. */
  readonly scratchHost: string | undefined;
  readonly region: string;
  /** Text of the settings file. */
  readonly settings: string;
  /** Scripts, file name to text. */
  readonly scripts: Readonly<Record<string, string>>;
  readonly secrets: Pick<ServiceSecrets, "passwords" | "ageIdentity" | "source">;
  /** Database logins of the jobs. */
  readonly logins: Readonly<Record<"backup" | "restore", string>>;
  readonly priorityClasses: PriorityClassNames;
  /** Annotations of the backup's CronJob. */
  readonly backupAnnotations: Readonly<Record<string, string>>;
  /** What must be there before a job may run: identities, logins, vault. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** Secrets that jobs mount. */
type SecretPart = "database-backup" | "database-restore" | "restore-identity";

/** Property of the private key in a store of secrets. */
const IDENTITY_PROPERTY = "age-identity";

/** Names of what jobs mount. */
interface Mounted {
  readonly scripts: string;
  readonly settings: string;
  readonly secrets: Readonly<Record<SecretPart, pulumi.Input<string>>>;
}

/** Environment of a job: literal values only, the client settings of libpq and of the AWS SDK. */
export function jobEnv(
  job: PodName,
  args: Pick<ServiceJobsArgs, "database" | "region" | "scratchHost">,
  runtime: Pick<JobRuntime, "login" | "restoresFrom">,
) {
  const scratchHost = isJob(job) && jobNamed(job).proves ? args.scratchHost : undefined;
  const database =
    runtime.login === undefined
      ? {}
      : {
          PGHOST: scratchHost ?? args.database.host,
          PGPORT: String(args.database.port),
          PGDATABASE: args.database.name,
          PGUSER: runtime.login.user,
          ...tlsVariables(args.database),
          PGCONNECT_TIMEOUT: "10",
          PGAPPNAME: `lifeboat-${job}`,
        };
  return {
    ...database,
    AWS_REGION: args.region,
    AWS_DEFAULT_REGION: args.region,
    ...(runtime.restoresFrom === undefined ? {} : { RESTORE_FROM: runtime.restoresFrom }),
    // The operator who starts a run changes them.
    ...declaredDefaults(job),
  };
}

/** The jobs of one service with all that they mount: CronJobs, and pods for the steps of a posture change. */
export class ServiceJobs extends pulumi.ComponentResource {
  /** Names of the ConfigMaps and Secrets that pods mount. */
  private readonly mounted: Mounted;
  /** What must exist before a pod may run. */
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
      const pod = this.pod(planned.job, args.runtime(planned.job), planned.deadlineSeconds);
      cronJob(
        `${name}-${planned.job}`,
        {
          ...planned,
          ...jobRun(pod),
          name: cronJobName(args.service, planned.job),
          namespace: args.namespace,
          timeZone: args.timeZone,
          annotations: {
            ...(planned.job === "backup" ? args.backupAnnotations : {}),
            ...(planned.suspendedFor === undefined ? {} : { "lifeboat/suspended-for": planned.suspendedFor }),
          },
          dependsOn: this.ready,
        },
        this,
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
      priorityClass: args.priorityClasses[priorityOf(job)],
      scriptsConfigMap: mounted.scripts,
      settingsConfigMap: mounted.settings,
      ...(runtime.login === undefined ? {} : { authority: args.database.authority }),
      ...(runtime.login?.secret ? { databaseSecret: mounted.secrets[runtime.login.secret] } : {}),
      ...(runtime.opensBackups ? { identitySecret: mounted.secrets["restore-identity"] } : {}),
      apiToken: runtime.apiToken,
      env: { ...jobEnv(job, args, runtime), ...env },
      deadlineSeconds,
      labels: { ...args.labels, "app.kubernetes.io/component": job },
    };
  }

  private mountables(
    name: string,
    args: ServiceJobsArgs,
  ): Mounted & { readonly resources: pulumi.Resource[] } {
    const { secrets, logins, settings } = args;
    const place = (base: string) => ({ base, namespace: args.namespace, labels: args.labels });
    const configMap = (part: string, base: string, data: Readonly<Record<string, string>>) =>
      contentConfigMap(`${name}-${part}`, { ...place(base), data }, this);
    const secret = (part: SecretPart, data: Readonly<Record<string, SecretEntry>>) =>
      secretObject(`${name}-${part}`, { ...place(objectName("lifeboat", part)), data }, secrets.source, this);
    const scripts = configMap("scripts", "lifeboat-jobs", args.scripts);
    const settingsFile = configMap("settings", `${args.service}-settings`, { "settings.json": settings });
    const made = {
      "database-backup": secret("database-backup", {
        password: { value: secrets.passwords.backup, property: logins.backup },
      }),
      "database-restore": secret("database-restore", {
        password: { value: secrets.passwords.restore, property: logins.restore },
      }),
      "restore-identity": secret("restore-identity", {
        "identity.txt": { value: secrets.ageIdentity, property: IDENTITY_PROPERTY },
      }),
    };
    return {
      scripts: scripts.name,
      settings: settingsFile.name,
      secrets: {
        "database-backup": made["database-backup"].name,
        "database-restore": made["database-restore"].name,
        "restore-identity": made["restore-identity"].name,
      },
      resources: [scripts, settingsFile, ...Object.values(made)].map(({ resource }) => resource),
    };
  }
}
