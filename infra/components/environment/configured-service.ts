import type { ConfigFile, Service, Workload } from "../../catalog/types";
import type { Settings } from "../../config";

type Chosen = Pick<Settings, "features" | "maintenance">;

function flagFile(
  { featureFlags }: Workload,
  chosen: Chosen["features"][string] = {},
): readonly ConfigFile[] {
  if (featureFlags === undefined) return [];
  const { file, flags } = featureFlags;
  const features = Object.entries(flags).map(([flag, value]) => [flag, chosen[flag] ?? value] as const);
  return [{ name: file, content: { features: Object.fromEntries(features) } }];
}

function maintenanceOf({ maintenanceVariable }: Workload, on: boolean): Readonly<Record<string, boolean>> {
  return maintenanceVariable === undefined ? {} : { [maintenanceVariable]: on };
}

/** A service of the catalog with what a stack's config says of its applications: feature flags and maintenance mode. */
export function configuredService(service: Service, { features, maintenance }: Chosen): Service {
  return {
    ...service,
    workloads: service.workloads.map((workload) => ({
      ...workload,
      env: { ...workload.env, ...maintenanceOf(workload, maintenance.includes(service.id)) },
      files: [...workload.files, ...flagFile(workload, features[service.id])],
    })),
  };
}
