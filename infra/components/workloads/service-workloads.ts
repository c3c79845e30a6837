import * as pulumi from "@pulumi/pulumi";
import { Service as KubernetesService } from "@pulumi/kubernetes/core/v1/service";
import { mostReplicas, scaleIn, sizeIn } from "../../capacity/replicas";
import type { Horizon, Service, SizeName, Workload, Role, Posture } from "../../catalog/types";
import { objectName } from "../../naming";
import { imageOf } from "../pod/container";
import type { PriorityClassNames } from "../pod/priority-classes";
import type { Scripts } from "../pod/scripts";
import type { SecretSource } from "../pod/secret-object";
import type { Placed } from "../scope";
import { WorkloadDeployment } from "./workload-deployment";
import type { DatabaseLogin } from "./workload-environment";
import { serviceSpec, workloadLabels, workloadServiceName } from "./workload-service";

/** Inputs of {@link ServiceWorkloads}. */
export interface ServiceWorkloadsArgs extends Placed {
  readonly service: Pick<Service, "id" | "workloads" | "capacity" | "imagePullSecret">;
  readonly role: Role;
  readonly posture: Posture;
  /** Size that config chose. @default "normal" */
  readonly size?: SizeName | undefined;
  /** Size of the capacity plan that replicas are chosen by. */
  readonly horizon: Horizon;
  /** Image by digest, by repository as the catalog names it. */
  readonly images: Readonly<Record<string, string>>;
  readonly priorityClasses: PriorityClassNames;
  /** The serving database and the application's login. */
  readonly database: DatabaseLogin;
  /** Values of `external` secrets by variable name. */
  readonly externalSecrets: Readonly<Record<string, pulumi.Input<string>>>;
  readonly secretSource: SecretSource;
  /** What must be done before pods may run; the Deployments alone wait for it. */
  readonly dependsOn: readonly pulumi.Resource[];
  /** What keeps writers from starting while the other environment serves; absent where there is no other. */
  readonly guard?: Scripts;
}

/** The application of a service: every Deployment and Service of its catalog entry, as the posture asks. */
export class ServiceWorkloads extends pulumi.ComponentResource {
  /** Deployments in the catalog's order; done once their roll-out is. */
  readonly deployments: readonly pulumi.Resource[];

  constructor(name: string, args: ServiceWorkloadsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:ServiceWorkloads", name, {}, opts);
    const fronts = args.service.workloads.flatMap((workload) => this.front(name, args, workload));
    const deployments: pulumi.Resource[] = [];
    for (const workload of args.service.workloads)
      deployments.push(this.deploy(name, args, workload, [...args.dependsOn, ...fronts], deployments));
    this.deployments = deployments;
    this.registerOutputs({});
  }

  /** The Service before a workload: callers resolve its name when they start, so all are there before any pod. */
  private front(name: string, args: ServiceWorkloadsArgs, workload: Workload): readonly pulumi.Resource[] {
    const spec = serviceSpec(args.service.id, workload);
    if (spec === undefined) return [];
    const metadata = {
      name: objectName(workloadServiceName(workload)),
      namespace: args.namespace,
      labels: { ...args.labels, ...workloadLabels(args.service.id, workload) },
      // Pulumi would wait for pods behind it, and a standby that waits has none.
      annotations: { "pulumi.com/skipAwait": "true" },
    };
    return [new KubernetesService(`${name}-${workload.name}-service`, { metadata, spec }, { parent: this })];
  }

  private deploy(
    name: string,
    args: ServiceWorkloadsArgs,
    workload: Workload,
    needed: readonly pulumi.Resource[],
    earlier: readonly pulumi.Resource[],
  ): pulumi.Resource {
    const { service, role, posture, horizon } = args;
    const scale = scaleIn(service, workload, role, posture, horizon);
    const { deployment } = new WorkloadDeployment(
      `${name}-${workload.name}`,
      {
        service,
        workload,
        namespace: args.namespace,
        image: imageOf(args.images, workload.imageRepository),
        scale,
        mostReplicas: mostReplicas(service, workload, role, horizon),
        size: sizeIn(posture, args.size),
        priorityClasses: args.priorityClasses,
        database: args.database,
        externalSecrets: args.externalSecrets,
        secretSource: args.secretSource,
        guard: args.guard,
        labels: args.labels,
        // A workload that stops waits for no other to start: a fence must not hang on a frontend.
        dependsOn: scale.replicas === 0 ? needed : [...needed, ...earlier],
      },
      { parent: this },
    );
    return deployment;
  }
}
