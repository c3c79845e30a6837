import { z } from "zod";
import { parsed } from "../../servers/pod/manifest";
import { type PodTemplate, podTemplate } from "./pod-template";
import { type ObjectName, type StoredObject, nameOf, told } from "./stored-object";

const deploymentSpec = z.looseObject({
  replicas: z.number().int().min(0).default(1),
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

/** Reads a Deployment. @throws naming what is wrong with it. */
export function readDeployment(object: StoredObject): Deployment {
  const owner = nameOf(object);
  const { replicas, progressDeadlineSeconds, template } = parsed(deploymentSpec, object["spec"], told(owner));
  return {
    owner,
    namespace: owner.namespace ?? "default",
    replicas,
    progressDeadlineSeconds,
    template,
    component: template.metadata.labels["app.kubernetes.io/component"],
    readyPath: template.spec.containers[0].readinessProbe?.httpGet?.path,
  };
}
