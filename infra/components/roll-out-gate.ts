import * as pulumi from "@pulumi/pulumi";
import type { Guard } from "./application-guard";
import { GateJob, type GateJobArgs } from "./gate-job";
import { MigrateJob, type MigrateJobArgs } from "./migrate-job";

/** Inputs of {@link RollOutGate}. */
export interface RollOutGateArgs extends Omit<GateJobArgs, "service"> {
  readonly service: MigrateJobArgs["service"];
  readonly guard: Guard;
  /** PriorityClass of the migration: what nothing is served before. */
  readonly priorityClass: string;
}

/**
 * What a new version has to pass before its Deployments change (MAC-10, TASK-3): the questions of the jobs' image, then the
 * migration between the gates of the application's own. Where one fails, what runs goes on as it is.
 *
 * Only an environment that serves has one: a passive or fenced side migrates nothing.
 */
export class RollOutGate extends pulumi.ComponentResource {
  /** Done once the new version may be rolled out. */
  readonly passed: pulumi.Resource;

  constructor(name: string, args: RollOutGateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:RollOutGate", name, {}, opts);
    const { service, namespace, images, externalSecrets, labels, guard, priorityClass, migrateLogin } = args;
    const { job } = new GateJob(`${name}-check`, args, { parent: this });
    this.passed = service.workloads.some(({ writer }) => writer)
      ? new MigrateJob(
          `${name}-migrate`,
          {
            service,
            namespace,
            images,
            database: { ...args.database, user: migrateLogin, password: args.migratePassword },
            externalSecrets,
            secretSource: args.secretSource,
            labels,
            guard,
            priorityClass,
            dependsOn: [job],
          },
          { parent: this },
        ).job
      : job;
    this.registerOutputs({});
  }
}
