import * as pulumi from "@pulumi/pulumi";
import type { Service } from "../catalog/types";
import type { Settings } from "../config";
import { serves, type Takeover } from "../recovery/takeover";
import { ApplicationLogin } from "./application-login";
import type { DatabaseRoles } from "./database-roles";
import { FenceGuard } from "./fence-guard";
import { finalBackupWaitSeconds, stepDeadlines } from "./job-plan";
import type { StepName } from "./job-pod";
import type { JobRuntime } from "./job-runtime";
import { MigrateJob } from "./migrate-job";
import { RecoveryJob } from "./recovery-job";
import type { ServiceJobs } from "./service-jobs";
import type { ServiceLayout } from "./service-layout";
import type { ServiceSecrets } from "./service-secrets";
import { ServiceWorkloads } from "./service-workloads";

/** Inputs of {@link PostureSequence}. */
export interface PostureSequenceArgs {
  readonly service: Service;
  readonly config: Pick<
    Settings,
    "role" | "posture" | "activation" | "images" | "jobImage" | "capacityHorizon" | "sizes"
  >;
  /** Undefined where nothing has to be restored. */
  readonly takeover: Takeover | undefined;
  readonly layout: Pick<ServiceLayout, "logins">;
  readonly namespace: pulumi.Input<string>;
  readonly jobs: ServiceJobs;
  /** Scripts, file name to text, and the settings file: what the guard of the writers is made of. */
  readonly scripts: Readonly<Record<string, string>>;
  readonly settings: string;
  readonly steps: Readonly<Record<StepName, JobRuntime>>;
  readonly roles: DatabaseRoles;
  readonly database: {
    readonly host: string;
    readonly port: number;
    readonly name: string;
    readonly sslMode: string;
  };
  readonly secrets: Pick<ServiceSecrets, "appPassword" | "migratePassword" | "external" | "source">;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * What an environment does in its posture, in the one order that loses nothing: on the way up fence check, restore,
 * migration, login, pods, smoke check; on the way down pods, login, end of sessions, final backup. Each step waits for the
 * one before; where one fails the later ones stay as they were.
 */
export class PostureSequence extends pulumi.ComponentResource {
  /** Label of the final backup; undefined unless fenced. */
  readonly finalBackup: pulumi.Output<string> | undefined;
  /** What is done once the environment serves; undefined where it does not. */
  readonly served: readonly pulumi.Resource[] | undefined;

  constructor(
    private readonly logicalName: string,
    private readonly args: PostureSequenceArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("lifeboat:index:PostureSequence", logicalName, {}, opts);
    const serving = serves(args.config.posture);
    this.served = serving ? this.up() : undefined;
    this.finalBackup = serving ? undefined : this.down();
    this.registerOutputs({});
  }

  private up(): readonly pulumi.Resource[] {
    const { roles, jobs, takeover } = this.args;
    const restored = takeover === undefined ? [] : this.restored(takeover);
    const login = this.login(true, [roles, ...restored]);
    const { deployments } = this.workloads([...jobs.ready, login.role]);
    if (takeover === undefined) return deployments;
    return [...deployments, this.step("smoke", deployments).job];
  }

  private down(): pulumi.Output<string> | undefined {
    const { deployments } = this.workloads([]);
    const login = this.login(false, [this.args.roles, ...deployments]);
    if (this.args.config.posture !== "fenced") return undefined;
    return this.step("fence", [login.role], {}, "BACKUP_LABEL").jobName;
  }

  /** Fence check, restore and migration, one after the other. */
  private restored(takeover: Takeover): readonly pulumi.Resource[] {
    const { service, config, namespace, layout, database, secrets, labels, jobs, roles } = this.args;
    const check = this.step("fence-check", [...jobs.ready, roles]);
    const label = takeover.finalBackups[service.id];
    const restore = this.step("restore", [check.job], {
      RESTORE_BACKUP: label === undefined ? "latest" : `label:${label}`,
      RESTORE_WAIT_SECONDS: String(label === undefined ? 0 : finalBackupWaitSeconds),
      RESTORE_SWITCH: "true",
      // What was here before stays beside, as a database of its own.
      RESTORE_SAFETY: "false",
      RESTORE_REQUIRE_FENCED: "true",
    });
    const migrate = new MigrateJob(
      `${this.logicalName}-migrate`,
      {
        service,
        namespace,
        images: config.images,
        database: { ...database, user: layout.logins.migrate, password: secrets.migratePassword },
        externalSecrets: secrets.external,
        secretSource: secrets.source,
        labels,
        dependsOn: [restore.job],
      },
      { parent: this },
    );
    return [migrate];
  }

  private step(
    step: StepName,
    dependsOn: readonly pulumi.Resource[],
    env: Readonly<Record<string, string>> = {},
    jobNameVariable?: string,
  ): RecoveryJob {
    const { service, config, namespace, jobs, steps } = this.args;
    const sizeGib = service.capacity.databaseStorageGib[config.capacityHorizon];
    const deadlineSeconds = stepDeadlines(service.backup, sizeGib)[step];
    const pod = jobs.pod(step, steps[step], deadlineSeconds, env);
    const labels = {
      ...pod.labels,
      ...(config.activation === undefined ? {} : { "lifeboat/activation": config.activation }),
    };
    return new RecoveryJob(
      `${this.logicalName}-${step}`,
      {
        namespace,
        pod: { ...pod, labels, ...(jobNameVariable === undefined ? {} : { jobNameVariable }) },
        dependsOn,
      },
      { parent: this },
    );
  }

  private login(login: boolean, dependsOn: readonly pulumi.Resource[]): ApplicationLogin {
    const { service, layout, roles, secrets } = this.args;
    return new ApplicationLogin(
      `${this.logicalName}-login`,
      {
        provider: roles.provider,
        name: layout.logins.app,
        password: secrets.appPassword,
        login,
        connectionLimit: service.database.maxConnections - service.database.reservedConnections,
        dependsOn,
      },
      { parent: this },
    );
  }

  private workloads(dependsOn: readonly pulumi.Resource[]): ServiceWorkloads {
    const { service, config, namespace, layout, database, secrets, labels, scripts, settings } = this.args;
    const guard = new FenceGuard(
      `${this.logicalName}-guard`,
      { namespace, scripts, settings, labels },
      { parent: this },
    );
    return new ServiceWorkloads(
      `${this.logicalName}-workloads`,
      {
        service,
        role: config.role,
        posture: config.posture,
        horizon: config.capacityHorizon,
        size: config.sizes[service.id],
        namespace,
        images: config.images,
        database: { ...database, user: layout.logins.app, password: secrets.appPassword },
        externalSecrets: secrets.external,
        secretSource: secrets.source,
        labels,
        guard: {
          image: config.jobImage,
          scriptsConfigMap: guard.scriptsConfigMap,
          settingsConfigMap: guard.settingsConfigMap,
        },
        dependsOn: [...dependsOn, guard],
      },
      { parent: this },
    );
  }
}
