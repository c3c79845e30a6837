import type { Problem } from "../../problem";
import type { ConfigFile, Service } from "../types";

/** File of an application's feature flags, by the runbook's name (KYB-7). */
const FLAGS_FILE = "features.json";

/** Other containers in the pod of a service's gates. */
const TAKEN: readonly string[] = ["fence-check", "migrate-trial", "migrate"];

/** A container's name. */
const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** The feature flags of a configuration file by name; none if it is not a file of flags. */
export function featureFlags({ name, content }: ConfigFile): Readonly<Record<string, unknown>> {
  if (name !== FLAGS_FILE || typeof content !== "object" || !("features" in content)) return {};
  const { features } = content;
  return typeof features === "object" ? Object.fromEntries(Object.entries(features)) : {};
}

/** An application accepts only true and false as a flag (KYB-7). */
function flagProblems({ id, workloads }: Pick<Service, "id" | "workloads">): readonly Problem[] {
  return workloads.flatMap((workload) =>
    workload.files.flatMap((file) =>
      Object.entries(featureFlags(file))
        .filter(([, value]) => typeof value !== "boolean")
        .map(([flag, value]) => ({
          thing: `catalog: ${id}: workload ${workload.name}: feature flag ${flag} of ${file.name}`,
          value: JSON.stringify(value),
          limit: "be true or false",
          remedy: "set it to one of the two, or move it to another file",
        })),
    ),
  );
}

function nameProblems({ id, readinessGates }: Pick<Service, "id" | "readinessGates">): readonly Problem[] {
  const names = readinessGates.map(({ name }) => name);
  return names
    .filter((name, index) => !NAME.test(name) || TAKEN.includes(name) || names.indexOf(name) !== index)
    .map((name) => ({
      thing: `catalog: ${id}: readinessGates: name`,
      value: `"${name}"`,
      limit: `be 1 to 63 lower-case letters, digits and hyphens, unique, and neither ${TAKEN.join(" nor ")}: it names a container`,
      remedy: "name the gate after what it checks",
    }));
}

/** Problems of feature flags and of a roll-out's gates. */
export function gateProblems(
  service: Pick<Service, "id" | "workloads" | "readinessGates">,
): readonly Problem[] {
  return [...flagProblems(service), ...nameProblems(service)];
}
