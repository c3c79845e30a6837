import * as pulumi from "@pulumi/pulumi";
import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment";
import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2/horizontalPodAutoscaler";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget";
import type { Scale } from "../../capacity/replicas";
import { workloadPriority } from "../../catalog/priorities";
import type { Service, SizeName, Workload } from "../../catalog/types";
import { autoscalerName, objectName } from "../../naming";
import { lintAnnotations } from "../pod/pod-template";
import type { PriorityClassNames } from "../pod/priority-classes";
import type { Scripts } from "../pod/scripts";
import type { SecretSource } from "../pod/secret-object";
import type { Placed } from "../scope";
import { applicationParts } from "./application-parts";
import { applicationPod } from "./application-pod";
import { autoscalerSpec } from "./autoscaler";
import { secretEntries, workloadEnv, workloadVariables, type DatabaseLogin } from "./workload-environment";
import { workloadLabels, workloadSelector } from "./workload-service";

/** Inputs of {@link WorkloadDeployment}. */
export interface WorkloadDeploymentArgs extends Placed {
  readonly service: Pick<Service, "id" | "imagePullSecret">;
  readonly workload: Workload;
  /** Image by digest. */
  readonly image: string;
  /** Replicas that run now, and who sets their number. */
  readonly scale: Scale;
  /** Most replicas that the environment declares of it in any posture. */
  readonly mostReplicas: number;
  readonly size: SizeName;
  readonly priorityClasses: PriorityClassNames;
  readonly database: DatabaseLogin;
  /** Values of `external` secrets by variable name. */
  readonly externalSecrets: Readonly<Record<string, pulumi.Input<string>>>;
  readonly secretSource: SecretSource;
  readonly guard: Scripts | undefined;
  /** What must be done before pods may run. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** Once an autoscaler has set the replicas they are its field: a fence must take it back, not fail on the conflict. */
const FORCED = { "pulumi.com/patchForce": "true" };

function exceptionsOf({ probes: { sameBecause } }: Pick<Workload, "probes">) {
  return lintAnnotations(sameBecause === undefined ? {} : { "pod-probes-identical": sameBecause });
}

/**
 * Longest roll-out in seconds: all replicas one after the other, each as slow as its startup probe lets it be, and the
 * deadline of one that makes no progress. Pulumi alone would wait ten minutes.
 */
export function rolloutSeconds(
  { probes: { startup }, rollout }: Pick<Workload, "probes" | "rollout">,
  replicas: number,
): number {
  const each = startup.periodSeconds * startup.failureThreshold + rollout.minReadySeconds;
  return rollout.progressDeadlineSeconds + replicas * each;
}

/** One workload of a service: a Deployment with its account, its secrets and its files. */
export class WorkloadDeployment extends pulumi.ComponentResource {
  readonly deployment: Deployment;

  constructor(name: string, args: WorkloadDeploymentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:WorkloadDeployment", name, {}, opts);
    const { service, workload, namespace, scale } = args;
    const { rollout } = workload;
    const matchLabels = workloadSelector(service.id, workload);
    const labels = { ...args.labels, ...workloadLabels(service.id, workload) };
    const metadata = { name: objectName(workload.name), namespace, labels };
    const parts = applicationParts(
      name,
      {
        object: workload.name,
        namespace,
        labels,
        secrets: secretEntries(workload, args.database, args.externalSecrets),
        secretSource: args.secretSource,
        variables: workloadVariables(workload),
        workload,
      },
      this,
    );
    const autoscalers = this.autoscalers(name, args, metadata);
    const size = workload.sizes[args.size];
    const seconds = `${rolloutSeconds(workload, scale.bounds?.max ?? scale.replicas)}s`;
    this.deployment = new Deployment(
      `${name}-deployment`,
      {
        metadata: {
          ...metadata,
          annotations: { ...exceptionsOf(workload), ...(workload.autoscaling === undefined ? {} : FORCED) },
        },
        spec: {
          ...(scale.bounds === undefined ? { replicas: scale.replicas } : {}),
          revisionHistoryLimit: rollout.revisionHistoryLimit,
          minReadySeconds: rollout.minReadySeconds,
          progressDeadlineSeconds: rollout.progressDeadlineSeconds,
          selector: { matchLabels },
          strategy: {
            type: "RollingUpdate",
            rollingUpdate: { maxSurge: rollout.maxSurge, maxUnavailable: rollout.maxUnavailable },
          },
          template: applicationPod({
            ...parts,
            authority: workload.pool === undefined ? undefined : args.database.authority,
            container: workload.container,
            image: args.image,
            command: workload.command,
            ports: workload.ports,
            probes: workload.probes,
            size,
            env: workloadEnv(workload, size, args.database),
            priorityClass: args.priorityClasses[workloadPriority[workload.component]],
            imagePullSecret: service.imagePullSecret,
            guard: workload.writer ? args.guard : undefined,
            labels,
            spreadBy: matchLabels,
          }),
        },
      },
      {
        parent: this,
        dependsOn: [...parts.resources, ...autoscalers, ...args.dependsOn],
        customTimeouts: { create: seconds, update: seconds },
      },
    );
    if (args.mostReplicas >= 2)
      new PodDisruptionBudget(
        `${name}-budget`,
        { metadata, spec: { selector: { matchLabels }, maxUnavailable: 1 } },
        { parent: this },
      );
    this.registerOutputs({});
  }

  /** Before the Deployment, which has one replica until its autoscaler gives it more. */
  private autoscalers(
    name: string,
    { workload, scale }: WorkloadDeploymentArgs,
    metadata: { readonly name: string; readonly namespace: pulumi.Input<string> },
  ): readonly pulumi.Resource[] {
    if (workload.autoscaling === undefined || scale.bounds === undefined) return [];
    const spec = autoscalerSpec(metadata.name, workload.autoscaling, scale.bounds);
    return [
      new HorizontalPodAutoscaler(
        `${name}-autoscaler`,
        { metadata: { ...metadata, name: autoscalerName(metadata.name) }, spec },
        // Two autoscalers of one Deployment stop each other.
        { parent: this, deleteBeforeReplace: true },
      ),
    ];
  }
}
