import * as pulumi from "@pulumi/pulumi";
import { PriorityClass } from "@pulumi/kubernetes/scheduling/v1/priorityClass";
import { priorities, priorityNames, type PriorityName } from "../catalog/priorities";
import { priorityClassName, type Role } from "../naming";

/** Physical name of each PriorityClass of an environment. */
export type PriorityClassNames = Readonly<Record<PriorityName, string>>;

/** The names of an environment, known before anything exists. */
export function priorityClassNames(role: Role): PriorityClassNames {
  return {
    recovery: priorityClassName("recovery", role),
    serving: priorityClassName("serving", role),
    backup: priorityClassName("backup", role),
    background: priorityClassName("background", role),
    periodic: priorityClassName("periodic", role),
  };
}

/**
 * The PriorityClasses of an environment, for the whole cluster.
 *
 * Pods have their names as plain text and wait for them by `dependsOn` alone: a value cannot change in place, and were
 * the name an Output of what is replaced, every Job that ran would be replaced, and run, with it. Pods that are there keep
 * the value that they were given.
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
        {
          parent: this,
          // The API changes neither, and the provider alone would try; the name stays, so the old one goes first.
          replaceOnChanges: ["value", "preemptionPolicy"],
          deleteBeforeReplace: true,
        },
      );
    }
    this.registerOutputs({});
  }
}
