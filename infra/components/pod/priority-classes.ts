import * as pulumi from "@pulumi/pulumi";
import { PriorityClass } from "@pulumi/kubernetes/scheduling/v1/priorityClass";
import { priorities, priorityNames, type PriorityName } from "../../catalog/priorities";
import { priorityClassName } from "../../naming";
import type { Role } from "../../catalog/types";

/** Physical name of each PriorityClass of an environment. */
export type PriorityClassNames = Readonly<Record<PriorityName, string>>;

/** A name with all that the API does not change of a PriorityClass, so that another value is another object. */
function nameOf(part: PriorityName, role: Role): string {
  const { value, preempts } = priorities[part];
  return priorityClassName(`${part}-${value}${preempts ? "" : "-waits"}`, role);
}

/** The names of an environment, known before anything exists. */
export function priorityClassNames(role: Role): PriorityClassNames {
  return {
    recovery: nameOf("recovery", role),
    serving: nameOf("serving", role),
    backup: nameOf("backup", role),
    background: nameOf("background", role),
    periodic: nameOf("periodic", role),
  };
}

/**
 * The PriorityClasses of an environment, for the whole cluster.
 *
 * Another value is another class, made before the pods that name it, and the old one goes last: the API changes neither value
 * nor preemption. Pods have the names as plain text and wait for the classes by `dependsOn`. Pods that are there keep the
 * value that they were given.
 */
export class PriorityClasses extends pulumi.ComponentResource {
  constructor(name: string, { role }: { readonly role: Role }, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:PriorityClasses", name, {}, opts);
    const names = priorityClassNames(role);
    for (const part of priorityNames) {
      const { value, preempts, description } = priorities[part];
      new PriorityClass(
        `${name}-${part}`,
        {
          metadata: {
            name: names[part],
            labels: { "app.kubernetes.io/part-of": "lifeboat", "app.kubernetes.io/managed-by": "pulumi" },
          },
          value,
          // A default would be everybody's in the cluster.
          globalDefault: false,
          preemptionPolicy: preempts ? "PreemptLowerPriority" : "Never",
          description,
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
