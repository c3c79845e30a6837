import { z } from "zod";
import { parsed } from "../../servers/pod/manifest";
import { type PodTemplate, podTemplate } from "./pod-template";
import { type ObjectName, type StoredObject, nameOf, told } from "./stored-object";

const deploymentSpec = z.looseObject({
  replicas: z.number().int().min(0).optional(),
  progressDeadlineSeconds: z.number().default(600),
  template: podTemplate,
});

/** A Deployment as the cluster's stand-in reads it. */
export interface Deployment {
  readonly owner: ObjectName;
  readonly namespace: string;
  readonly replicas: number;
  /** Seconds of declared time without progress after which a roll-out has failed. */
  readonly progressDeadlineSeconds: number;
  readonly template: PodTemplate;
  /** What its pods do, by their label `app.kubernetes.io/component`. */
  readonly component: string | undefined;
  /** Path that says whether a pod may have traffic; undefined where that is not asked by HTTP. */
  readonly readyPath: string | undefined;
}

const autoscalerSpec = z.looseObject({
  scaleTargetRef: z.looseObject({ kind: z.string(), name: z.string() }),
  minReplicas: z.number().int().min(1).default(1),
});

/** Fewest replicas that the autoscalers of a Deployment's namespace give it. */
function fewest(owner: ObjectName, neighbours: readonly StoredObject[]): number {
  const bounds = neighbours
    .filter((each) => each.kind === "HorizontalPodAutoscaler")
    .map((each) => parsed(autoscalerSpec, each["spec"], told(nameOf(each))))
    .filter(({ scaleTargetRef: { kind, name } }) => kind === owner.kind && name === owner.name);
  return Math.max(0, ...bounds.map(({ minReplicas }) => minReplicas));
}

/**
 * Reads a Deployment. A stated 0 stands; beyond that it has as many replicas as its autoscaler's minimum, which is all
 * that an autoscaler does where nothing is under load.
 * @param neighbours objects of its namespace
 * @throws naming what is wrong with it.
 */
export function readDeployment(object: StoredObject, neighbours: readonly StoredObject[]): Deployment {
  const owner = nameOf(object);
  const { replicas = 1, ...spec } = parsed(deploymentSpec, object["spec"], told(owner));
  const { progressDeadlineSeconds, template } = spec;
  return {
    owner,
    namespace: owner.namespace ?? "default",
    replicas: replicas === 0 ? 0 : Math.max(replicas, fewest(owner, neighbours)),
    progressDeadlineSeconds,
    template,
    component: template.metadata.labels["app.kubernetes.io/component"],
    readyPath: template.spec.containers[0].readinessProbe?.httpGet?.path,
  };
}
