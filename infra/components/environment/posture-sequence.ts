import * as pulumi from "@pulumi/pulumi";
import { finalBackupWaitSeconds } from "../../capacity/job-plan";
import { sizeIn } from "../../capacity/replicas";
import type { Settings } from "../../config";
import { serves, type Takeover } from "../../recovery/takeover";
import { ApplicationLogin } from "../database/application-login";
import type { DatabaseTls } from "../pod/database-authority";
import type { DatabaseRoles } from "../database/database-roles";
import { RollOutGate } from "../jobs/roll-out-gate";
import type { DatabaseServer } from "../server/database-server";
import type { ServiceLayout } from "../service-layout";
import type { ServiceSecrets } from "../service-secrets";
import { FenceGuard } from "../workloads/fence-guard";
import { ServiceWorkloads } from "../workloads/service-workloads";
import { PostureSteps, type PostureStepsArgs } from "./posture-steps";

/** Inputs of {@link PostureSequence}. */
export interface PostureSequenceArgs extends PostureStepsArgs {
  readonly config: Pick<
    Settings,
    "role" | "posture" | "activation" | "images" | "jobImage" | "capacityHorizon" | "restoreBackups" | "sizes"
  >;
  /** Undefined if there is nothing to restore. */
  readonly takeover: Takeover | undefined;
  readonly layout: Pick<ServiceLayout, "logins" | "knownRoles" | "priorityClasses">;
  /** Scripts, file name to text, and the settings file: what the guard of the writers is made of. */
  readonly scripts: Readonly<Record<string, string>>;
  readonly settings: string;
  /** Undefined where the logins come with the data. */
  readonly roles: DatabaseRoles | undefined;
  /** What steps of the database server need; undefined where no server of the other environment replays its WAL. */
  readonly replica: DatabaseServer["steps"] | undefined;
  readonly database: DatabaseTls & {
    readonly host: string;
    readonly port: number;
    readonly name: string;
  };
  readonly secrets: Pick<ServiceSecrets, "passwords" | "external" | "source">;
}

/**
 * What an environment does in its posture, in the one order that loses nothing: on the way up fence check, restore or promotion,
 * login, gate with migration, pods, smoke check; on the way down pods, login, end of sessions, final backup or last WAL. Each
 * step waits for the one before; where one fails the later ones stay as they were.
 */
export class PostureSequence extends pulumi.ComponentResource {
  /** Label of the final backup; undefined unless fenced. */
  readonly finalBackup: pulumi.Output<string> | undefined;
  /** What is done once the environment serves; undefined where it does not. */
  readonly served: readonly pulumi.Resource[] | undefined;

  private readonly steps: PostureSteps;

  constructor(
    private readonly logicalName: string,
    private readonly args: PostureSequenceArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("lifeboat:index:PostureSequence", logicalName, {}, opts);
    this.steps = new PostureSteps(logicalName, args, this);
    const serving = serves(args.config.posture);
    this.served = serving ? this.up() : undefined;
    this.finalBackup = serving ? undefined : this.down();
    this.registerOutputs({});
  }

  private up(): readonly pulumi.Resource[] {
    const { jobs, takeover } = this.args;
    const login = this.login(true, this.data(takeover));
    const guard = this.guard();
    const gate = this.gate(guard, [...jobs.ready, ...login]);
    const { deployments } = this.workloads(guard, [...jobs.ready, ...login, ...gate]);
    if (takeover === undefined) return deployments;
    return [...deployments, this.steps.step("smoke", deployments).job];
  }

  private down(): pulumi.Output<string> | undefined {
    const { replica } = this.args;
    const { deployments } = this.workloads(this.guard(), []);
    const login = this.login(false, deployments);
    if (this.args.config.posture !== "fenced") return undefined;
    const before = [...deployments, ...login];
    return replica === undefined
      ? this.steps.step("fence", before, {}, "BACKUP_LABEL").jobName
      : this.steps.serverStep("server-fence", replica, before).jobName;
  }

  /** What brings the newest data here; nothing where they are. */
  private data(takeover: Takeover | undefined): readonly pulumi.Resource[] {
    const { replica } = this.args;
    if (replica === undefined) return takeover === undefined ? [] : this.restored(takeover);
    const check = takeover === undefined ? [] : [this.fenceCheck(takeover).job];
    const fence = takeover?.finalBackup;
    // Also without a takeover: a fence that nobody took over after is undone by a promotion.
    return [
      this.steps.serverStep("promote", replica, check, {
        ...(fence === undefined ? {} : { PROMOTE_AFTER_FENCE: fence }),
        ...(takeover?.reason === "lost" ? { PROMOTE_LOST: "true" } : {}),
      }).job,
    ];
  }

  /** Whether the other environment serves; it is asked also where it was stated lost, but need not be reached then. */
  private fenceCheck({ reason }: Takeover) {
    return this.steps.step(
      "fence-check",
      this.args.jobs.ready,
      reason === "lost" ? { FENCE_CHECK_PEER_LOST: "true" } : {},
    );
  }

  /** Fence check and restore, one after the other. */
  private restored(takeover: Takeover): readonly pulumi.Resource[] {
    const { service, config } = this.args;
    const check = this.fenceCheck(takeover);
    const label = takeover.finalBackup;
    const restore = this.steps.step("restore", [check.job], {
      RESTORE_BACKUP:
        label === undefined ? (config.restoreBackups[service.id] ?? "latest") : `label:${label}`,
      RESTORE_WAIT_SECONDS: String(label === undefined ? 0 : finalBackupWaitSeconds),
      RESTORE_SWITCH: "true",
      // What was here before stays beside, as a database of its own.
      RESTORE_SAFETY: "false",
      RESTORE_REQUIRE_FENCED: "true",
    });
    return [restore.job];
  }

  /** What the Deployments wait for; nothing where there are none. */
  private gate(guard: FenceGuard, dependsOn: readonly pulumi.Resource[]): readonly pulumi.Resource[] {
    const { service, config, namespace, layout, database, secrets, labels, jobs, steps } = this.args;
    if (service.workloads.length === 0) return [];
    const gate = new RollOutGate(
      `${this.logicalName}-gate`,
      {
        service,
        namespace,
        images: config.images,
        size: sizeIn(config.posture),
        database: { ...database, user: layout.logins.app, password: secrets.passwords.app },
        migrateLogin: layout.logins.migrate,
        migratePassword: secrets.passwords.migrate,
        externalSecrets: secrets.external,
        secretSource: secrets.source,
        pod: jobs.pod("gate", steps.gate, this.steps.deadlineOf("gate")),
        backupPod: jobs.pod(
          "migration-backup",
          steps["migration-backup"],
          this.steps.deadlineOf("migration-backup"),
        ),
        guard,
        priorityClass: layout.priorityClasses.recovery,
        labels,
        dependsOn: [...dependsOn, guard],
      },
      { parent: this },
    );
    return [gate.passed];
  }

  /**
   * The application's login, and what to wait for because of it. Where the server itself is fenced, the login stays: nobody can
   * change it on a standby, and the other environment's is the same.
   */
  private login(login: boolean, dependsOn: readonly pulumi.Resource[]): readonly pulumi.Resource[] {
    const { service, layout, roles, secrets, replica } = this.args;
    if (roles === undefined) return dependsOn;
    const { role } = new ApplicationLogin(
      `${this.logicalName}-login`,
      {
        provider: roles.provider,
        name: layout.logins.app,
        password: secrets.passwords.app,
        known: layout.knownRoles,
        login: login || replica !== undefined,
        connectionLimit: service.database.maxConnections - service.database.reservedConnections,
        dependsOn: [roles, ...dependsOn],
      },
      { parent: this },
    );
    return [role];
  }

  private guard(): FenceGuard {
    const { config, namespace, labels, scripts, settings } = this.args;
    return new FenceGuard(
      `${this.logicalName}-guard`,
      { namespace, image: config.jobImage, scripts, settings, labels },
      { parent: this },
    );
  }

  private workloads(guard: FenceGuard, dependsOn: readonly pulumi.Resource[]): ServiceWorkloads {
    const { service, config, namespace, layout, database, secrets, labels } = this.args;
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
        priorityClasses: layout.priorityClasses,
        database: { ...database, user: layout.logins.app, password: secrets.passwords.app },
        externalSecrets: secrets.external,
        secretSource: secrets.source,
        labels,
        guard,
        dependsOn: [...dependsOn, guard],
      },
      { parent: this },
    );
  }
}
