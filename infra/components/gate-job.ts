import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { Job } from "@pulumi/kubernetes/batch/v1/job";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import type { Service, SizeName } from "../catalog/types";
import { contentName } from "../naming";
import { gateFiles } from "./gate-settings";
import { jobSpec, type JobPodArgs } from "./job-pod";
import { jobSecretName } from "./service-jobs";
import { secretsVersion, secretValues, workloadEnv, type DatabaseLogin } from "./workload-environment";
import { imageOf } from "./workload-image";

/** What is about to be rolled out. */
export interface RolledOut {
  readonly service: Pick<Service, "id" | "workloads">;
  /** Image by digest, by repository as the catalog names it. */
  readonly images: Readonly<Record<string, string>>;
  /** The serving database and the application's login. */
  readonly database: DatabaseLogin;
  readonly size: SizeName;
}

/** Inputs of {@link GateJob}. */
export interface GateJobArgs extends RolledOut {
  readonly namespace: pulumi.Input<string>;
  /** Pod of the script; the Secret and the files are added to it. */
  readonly pod: JobPodArgs;
  readonly migratePassword: pulumi.Input<string>;
  /** Values of `external` secrets by variable name. */
  readonly externalSecrets: Readonly<Record<string, pulumi.Input<string>>>;
  readonly labels: Readonly<Record<string, string>>;
  /** What has to be done before: the application's login. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** Seconds that Pulumi waits longer than the Job may run. */
const GRACE_SECONDS = 300;

/** Ten hex digits that change with any image, command, variable or file of what is rolled out, and with nothing else. */
export function rollOutVersion({ service, images, database, size }: RolledOut): string {
  const parts = service.workloads.map((workload) => [
    workload.name,
    imageOf(images, workload),
    workload.command ?? [],
    workloadEnv(workload, workload.sizes[size], database),
  ]);
  return createHash("sha256")
    .update(JSON.stringify([parts, gateFiles(service)]))
    .digest("hex")
    .slice(0, 10);
}

/**
 * Asks before a roll-out for what the new version needs (MAC-10, KYB-7): a Job that runs once for each version of images,
 * configuration and secrets, and that the Deployments wait for.
 *
 * The version stands in the pod, which no Job can change: another one is another Job, and an unchanged stack runs none.
 */
export class GateJob extends pulumi.ComponentResource {
  readonly job: Job;

  constructor(name: string, args: GateJobArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:GateJob", name, {}, opts);
    const { service, namespace, labels, database } = args;
    const metadata = (object: string) => ({ name: object, namespace, labels });
    const application = Object.fromEntries(
      service.workloads.flatMap((workload) =>
        Object.entries(secretValues(service.id, workload, database, args.externalSecrets)),
      ),
    );
    const stringData = { ...application, password: database.password, migrate: args.migratePassword };
    const secret = new Secret(
      `${name}-secrets`,
      { metadata: metadata(jobSecretName("gate")), type: "Opaque", stringData },
      { parent: this },
    );
    const data = gateFiles(service);
    const filesConfigMap =
      Object.keys(data).length === 0 ? undefined : contentName(`${service.id}-gate-files`, data);
    const files =
      filesConfigMap === undefined
        ? []
        : [
            new ConfigMap(
              `${name}-files`,
              { metadata: metadata(filesConfigMap), immutable: true, data },
              { parent: this },
            ),
          ];
    const annotations = {
      "lifeboat/roll-out-version": rollOutVersion(args),
      "lifeboat/secrets-version": pulumi.unsecret(pulumi.output(stringData).apply(secretsVersion)),
    };
    this.job = new Job(
      `${name}-job`,
      {
        metadata: {
          namespace,
          labels: args.pod.labels,
          annotations: { "pulumi.com/replaceUnready": "true" },
        },
        // No ttlSecondsAfterFinished: one that the cluster removes would be made, and run, again after a refresh.
        spec: jobSpec({
          ...args.pod,
          annotations,
          ...(filesConfigMap === undefined ? {} : { filesConfigMap }),
        }),
      },
      {
        parent: this,
        dependsOn: [...args.dependsOn, secret, ...files],
        customTimeouts: { create: `${args.pod.deadlineSeconds + GRACE_SECONDS}s` },
      },
    );
    this.registerOutputs({});
  }
}
