import type { Scalar, Service } from "../../catalog/types";
import type { Problem } from "../../problem";
import { keyText, remove, set } from "../command";
import { didYouMean } from "./did-you-mean";

type Declared = Pick<Service, "id" | "workloads">;

/** Flags of a service with their catalog values. */
function flagsOf({ workloads }: Declared): Readonly<Record<string, Scalar>> {
  return Object.fromEntries(
    workloads.flatMap(({ featureFlags }) => Object.entries(featureFlags?.flags ?? {})),
  );
}

/**
 * Problems of config's `features`: a flag that the service does not have, or a value of another type (KYB-7).
 * Another check reports services that are not in the catalog.
 */
export function featureProblems(
  catalog: readonly Declared[],
  features: Readonly<Record<string, Readonly<Record<string, Scalar>>>>,
): readonly Problem[] {
  return catalog.flatMap((service) => {
    const known = flagsOf(service);
    const names = Object.keys(known);
    return Object.entries(features[service.id] ?? {}).flatMap(([flag, value]): readonly Problem[] => {
      const key = keyText(["features", service.id, flag]);
      const standard = known[flag];
      if (typeof standard === typeof value) return [];
      const problem = { thing: `config lifeboat:${key}`, value: JSON.stringify(value) };
      if (standard === undefined)
        return [
          {
            ...problem,
            limit: `be a feature flag of ${service.id}: ${names.join(", ") || "it has none"}`,
            remedy: `${remove(key)}${didYouMean(flag, names)}`,
          },
        ];
      return [
        {
          ...problem,
          limit: `be a ${typeof standard}, like the catalog's ${JSON.stringify(standard)}`,
          remedy: set(key, String(standard)),
        },
      ];
    });
  });
}

/** The modes that config lists services for: its key, and the field of a workload that has the mode. */
const modes = { maintenance: "maintenanceVariable", debug: "debugEnv" } as const;

/** Problems of such a list: an unknown service, or one without the mode (TASK-9, JACK-2). */
export function modeProblems(
  catalog: readonly Declared[],
  mode: keyof typeof modes,
  listed: readonly string[],
): readonly Problem[] {
  const field = modes[mode];
  const able = catalog
    .filter(({ workloads }) => workloads.some((workload) => workload[field] !== undefined))
    .map(({ id }) => id);
  return listed
    .map((id, index) => ({ id, index }))
    .filter(({ id }) => !able.includes(id))
    .map(({ id, index }) => ({
      thing: `config lifeboat:${mode}`,
      value: `"${id}"`,
      limit: `name services that have a ${mode} mode: ${able.join(", ") || "(none)"}`,
      remedy: `${remove(`${mode}[${index}]`)} # or set the workload's ${field} in the catalog`,
    }));
}
