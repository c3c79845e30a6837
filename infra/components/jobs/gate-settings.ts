import { featureFlags } from "../../catalog/check/gates";
import type { Service } from "../../catalog/types";
import { secretNames } from "../workloads/workload-environment";
import { fileText } from "../pod/workload-files";
import type { GateSetting } from "./job-settings";

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
