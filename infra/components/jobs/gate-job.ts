import * as pulumi from "@pulumi/pulumi";
import type { Job } from "@pulumi/kubernetes/batch/v1/job";
import { featureFlags } from "../../catalog/check/gates";
import type { Service, SizeName } from "../../catalog/types";
import { contentDigest, objectName } from "../../naming";
import { imageOf } from "../pod/container";
import { contentConfigMap } from "../pod/content-objects";
import { secretObject, type SecretSource, type SecretValue } from "../pod/secret-object";
import { fileText } from "../pod/workload-files";
import type { Placed } from "../scope";
import {
  migrationVariables,
  secretEntries,
  secretNames,
  workloadEnv,
  type DatabaseLogin,
} from "../workloads/workload-environment";
import { jobRun, type JobPodArgs } from "./job-pod";
import type { GateSetting } from "./job-settings";
import { runOnceJob } from "./run-once-job";

/** The files with their keys in the ConfigMap: the workload's name and the file's. */
const filesOf = ({ workloads }: Pick<Service, "workloads">) =>
  workloads.flatMap((workload) =>
    workload.files.map((file) => ({ name: `${workload.name}.${file.name}`, file })),
  );

/** Texts of the configuration files of all workloads, by the names that {@link gateSetting} has. */
export function gateFiles(service: Pick<Service, "workloads">): Readonly<Record<string, string>> {
  return Object.fromEntries(filesOf(service).map(({ name, file }) => [name, fileText(file)]));
}

/** The gate of a service as its Job reads it; undefined where it has no Deployment. */
export function gateSetting(service: Pick<Service, "workloads" | "database">): GateSetting | undefined {
  const { workloads, database } = service;
  if (workloads.length === 0) return undefined;
  return {
    schemas: database.schemas,
    extensions: database.extensions,
    secrets: [...new Set(workloads.flatMap(secretNames))],
    files: filesOf(service).map(({ name, file }) => ({
      name,
      format: file.name.endsWith(".json") ? "json" : "text",
      flags: Object.keys(featureFlags(file)),
    })),
  };
}

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
export interface GateJobArgs extends RolledOut, Placed {
  /** Pod of the script; the Secret and the files are added to it. */
  readonly pod: JobPodArgs;
  /** The login that owns the schema's objects. */
  readonly migrateLogin: string;
  readonly migratePassword: SecretValue;
  /** Values of `external` secrets by variable name. */
  readonly externalSecrets: Readonly<Record<string, pulumi.Input<string>>>;
  /** Where the values of the Secret come from. */
  readonly secretSource: SecretSource;
  /** What must be done first: the application's login. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** Ten hex digits that change with any image, command, variable or file of what is rolled out, and with nothing else. */
export function rollOutVersion({ service, images, database, size }: RolledOut): string {
  const parts = service.workloads.map((workload) => [
    workload.name,
    imageOf(images, workload.imageRepository),
    workload.command ?? [],
    workloadEnv(workload, workload.sizes[size], database),
    migrationVariables(workload),
  ]);
  const { authority } = database;
  return contentDigest(
    JSON.stringify([parts, gateFiles(service), ...(authority === undefined ? [] : [authority])]),
  );
}

/**
 * Asks before a roll-out for what the new version needs (MAC-10, KYB-7): a Job that runs once for each version of images,
 * configuration and secrets, and that the Deployments wait for.
 *
 * The version is in the pod, which no Job can change: another one is another Job, and an unchanged stack runs none.
 */
export class GateJob extends pulumi.ComponentResource {
  readonly job: Job;

  constructor(name: string, args: GateJobArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:GateJob", name, {}, opts);
    const { service, namespace, labels, database } = args;
    const application = Object.fromEntries(
      service.workloads.flatMap((workload) =>
        Object.entries(secretEntries(workload, database, args.externalSecrets)),
      ),
    );
    const place = (base: string) => ({ base, namespace, labels });
    const entries = {
      ...application,
      password: { value: database.password, property: database.user },
      migrate: { value: args.migratePassword, property: args.migrateLogin },
    };
    const secret = secretObject(
      `${name}-secrets`,
      { ...place(objectName("lifeboat", "gate")), data: entries },
      args.secretSource,
      this,
    );
    const data = gateFiles(service);
    const files =
      Object.keys(data).length === 0
        ? undefined
        : contentConfigMap(`${name}-files`, { ...place(objectName(service.id, "gate-files")), data }, this);
    const pod: JobPodArgs = {
      ...args.pod,
      env: { ...args.pod.env, GATE_MIGRATE_LOGIN: args.migrateLogin },
      databaseSecret: secret.name,
      filesConfigMap: files?.name,
      annotations: { "lifeboat/roll-out-version": rollOutVersion(args) },
    };
    this.job = runOnceJob(
      `${name}-job`,
      {
        ...jobRun(pod),
        namespace,
        onChange: "runAgain",
        dependsOn: [...args.dependsOn, secret.resource, ...(files === undefined ? [] : [files.resource])],
      },
      this,
    );
    this.registerOutputs({});
  }
}
