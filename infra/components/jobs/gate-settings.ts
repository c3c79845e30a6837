import { featureFlags } from "../../catalog/check/gates";
import type { Service } from "../../catalog/types";
import { secretNames } from "../workloads/workload-environment";
import { fileText } from "../pod/workload-files";

/** A configuration file as the gate's Job judges it. */
export interface GateFile {
  /** Key of the ConfigMap: the workload's name and the file's. */
  readonly name: string;
  /** `json` is parsed; of `text` it is asked that there is some. */
  readonly format: "json" | "text";
  /** Feature flags that must be there, each true or false; none in other files. */
  readonly flags: readonly string[];
}

/** What is asked of a service before its new version is rolled out (MAC-10, KYB-7). */
export interface GateSetting {
  /** Schemas of the database; the migration changes the first. */
  readonly schemas: readonly string[];
  readonly extensions: readonly string[];
  /** Secrets of all workloads by name. */
  readonly secrets: readonly string[];
  readonly files: readonly GateFile[];
}

const filesOf = ({ workloads }: Pick<Service, "workloads">) =>
  workloads.flatMap((workload) =>
    workload.files.map((file) => ({ name: `${workload.name}.${file.name}`, file })),
  );

/** Texts of the configuration files of all workloads, by the names that {@link gateSetting} tells. */
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
