import * as pulumi from "@pulumi/pulumi";
import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet";
import { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1/persistentVolumeClaim";
import { Service as KubernetesService } from "@pulumi/kubernetes/core/v1/service";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget";
import { recoveryLabels } from "../../../lib/recovery-labels";
import { ARCHIVE_PORT, CLAIM_NAME, SERVER_NAME, SERVER_PORT } from "../../postgresql/places";
import { roleAnnotations } from "../identity/job-identity";
import { lintAnnotations } from "../pod/pod-template";
import { archiveCronJobs } from "./archive-job";
import { ServerCertificates, certificateSecrets } from "./server-certificates";
import { serverFiles, type ServerFilesArgs } from "./server-files";
import { serverEnv, serverPod } from "./server-pod";
import type { ServerStepArgs } from "./server-step";

/** Inputs of {@link DatabaseServer}. */
export interface DatabaseServerArgs extends ServerFilesArgs {
  /** Service id. */
  readonly service: string;
  /** Image by digest. */
  readonly image: string;
  /** Its account in the cluster, and the role in AWS that may read and write both repositories. */
  readonly account: { readonly name: string; readonly roleArn: string };
  readonly priorityClasses: { readonly server: string; readonly jobs: string };
  /** Whether a server without data may become a new one where no repository has a backup: on the primary alone. */
  readonly mayInitialize: boolean;
  /** Whether the other environment has a server too, which replays what this one archives, or the other way round. */
  readonly replicated: boolean;
  /** Id of the incident after which a server that another has overtaken becomes that one's standby. */
  readonly reseed: string | undefined;
  /** Whether an update waits until the server takes sessions. */
  readonly awaited: boolean;
  /** Whether the schedules run. */
  readonly scheduled: boolean;
  /** Longest run of a job that reads or writes the whole database, in seconds. */
  readonly jobDeadlineSeconds: number;
  readonly imagePullSecret?: string | undefined;
  /** What must be there first: account, buckets, quota. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/**
 * A service's PostgreSQL server: one pod on a volume that stays, which archives to a repository in each region, and the jobs of
 * its physical backups.
 */
export class DatabaseServer extends pulumi.ComponentResource {
  /** Ready once the server takes sessions. */
  readonly server: StatefulSet;
  /** What a Job needs that asks the server to take a step of a posture change. */
  readonly steps: Omit<ServerStepArgs, "step" | "labels" | "env" | "dependsOn">;

  constructor(name: string, args: DatabaseServerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:DatabaseServer", name, {}, opts);
    const child = { parent: this };
    const kept = { parent: this, protect: true };
    const labels = { ...args.labels, "app.kubernetes.io/component": SERVER_NAME };
    const selector = { "app.kubernetes.io/name": SERVER_NAME, "app.kubernetes.io/part-of": args.service };
    const metadata = (object: string) => ({
      name: object,
      namespace: args.namespace,
      labels: { ...labels, ...selector },
    });
    const stanza = args.database.name;
    const { scripts, configuration, jobConfiguration, repositories, admin } = serverFiles(
      name,
      { ...args, labels },
      this,
    );
    const account = new ServiceAccount(
      `${name}-account`,
      {
        metadata: { ...metadata(args.account.name), annotations: roleAnnotations(args.account.roleArn) },
        automountServiceAccountToken: false,
      },
      child,
    );
    const certificates = new ServerCertificates(
      `${name}-certificates`,
      { namespace: args.namespace, labels, hosts: args.hosts },
      child,
    );
    const claim = new PersistentVolumeClaim(
      `${name}-data`,
      {
        metadata: {
          ...metadata(CLAIM_NAME),
          labels: { ...metadata(CLAIM_NAME).labels, ...recoveryLabels("recoverable") },
          // A class that binds with the first pod would make Pulumi wait for one that waits for it.
          annotations: { "pulumi.com/skipAwait": "true" },
        },
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: `${args.diskGib}Gi` } },
        },
      },
      kept,
    );
    const service = new KubernetesService(
      `${name}-service`,
      {
        metadata: { ...metadata(SERVER_NAME), annotations: { "pulumi.com/skipAwait": "true" } },
        spec: {
          type: "ClusterIP",
          selector,
          ports: [
            { name: "postgresql", port: SERVER_PORT, targetPort: "postgresql", protocol: "TCP" },
            { name: "archive", port: ARCHIVE_PORT, targetPort: "archive", protocol: "TCP" },
          ],
        },
      },
      child,
    );
    const files = {
      scripts: scripts.name,
      configuration: configuration.name,
      certificate: certificateSecrets.server,
      repositories: repositories.name,
    };
    const common = {
      image: args.image,
      serviceAccount: args.account.name,
      ...(args.imagePullSecret === undefined ? {} : { imagePullSecrets: [{ name: args.imagePullSecret }] }),
    };
    const ready = [
      ...args.dependsOn,
      account,
      scripts.resource,
      configuration.resource,
      repositories.resource,
      admin.resource,
      certificates,
    ];
    this.server = new StatefulSet(
      `${name}-server`,
      {
        metadata: {
          ...metadata(SERVER_NAME),
          // A standby is ready once there is a first backup, and nothing here waits for it.
          annotations: { ...lintAnnotations(), ...(args.awaited ? {} : { "pulumi.com/skipAwait": "true" }) },
        },
        spec: {
          serviceName: SERVER_NAME,
          replicas: 1,
          // In order, a pod that never gets ready would keep its own correction from being rolled out.
          podManagementPolicy: "Parallel",
          revisionHistoryLimit: 5,
          selector: { matchLabels: selector },
          template: serverPod({
            ...common,
            labels: { ...labels, ...selector },
            priorityClass: args.priorityClasses.server,
            size: args.size,
            files,
            admin: admin.name,
            claim: CLAIM_NAME,
            diskGib: args.diskGib,
            env: {
              ...serverEnv(stanza, args.service),
              LIFEBOAT_DATABASE: args.database.name,
              LIFEBOAT_OWNER: args.database.ownerRole,
              LIFEBOAT_ADMIN: args.admin.user,
              LIFEBOAT_EXTENSIONS: args.database.extensions.join(" "),
              LIFEBOAT_MAY_INITIALIZE: String(args.mayInitialize),
              LIFEBOAT_REPLICATED: String(args.replicated),
              ...(args.reseed === undefined ? {} : { LIFEBOAT_RESEED: args.reseed }),
            },
          }),
        },
      },
      { ...kept, dependsOn: [...ready, claim, service] },
    );
    new PodDisruptionBudget(
      `${name}-disruptions`,
      {
        metadata: metadata(SERVER_NAME),
        // There is one, and a drain of its node must not wait for another: it moves within a minute.
        spec: { maxUnavailable: 1, selector: { matchLabels: selector } },
      },
      child,
    );
    this.steps = {
      ...common,
      namespace: args.namespace,
      priorityClass: args.priorityClasses.jobs,
      files: {
        ...files,
        configuration: jobConfiguration.name,
        certificate: certificateSecrets.client,
      },
      host: args.hosts[0] ?? SERVER_NAME,
      stanza,
      service: args.service,
      ready: [...ready, jobConfiguration.resource, this.server],
    };
    archiveCronJobs(
      name,
      {
        ...common,
        service: args.service,
        namespace: args.namespace,
        labels: args.labels,
        priorityClass: args.priorityClasses.jobs,
        files: this.steps.files,
        serverConfiguration: configuration.name,
        env: { ...serverEnv(stanza, args.service), LIFEBOAT_DATABASE: args.database.name },
        diskGib: args.diskGib,
        deadlineSeconds: args.jobDeadlineSeconds,
        archive: args.archive,
        scheduled: args.scheduled,
        dependsOn: [...ready, jobConfiguration.resource],
      },
      this,
    );
    this.registerOutputs({});
  }
}
