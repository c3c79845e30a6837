import type { ConfigFile, Service, Workload } from "../../catalog/types";
import type { Settings } from "../../config";
import { placed, type Placing } from "../../config/placed";

type Chosen = Pick<Settings, "features" | "maintenance" | "debug"> & Placing;

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

/**
 * A service of the catalog with what a stack's config says of it: feature flags, maintenance and debug mode of its applications,
 * who runs its database server, and whether its CDN is ours.
 */
export function configuredService(
  service: Service,
  { features, maintenance, debug, ...placing }: Chosen,
): Service {
  return {
    ...placed(service, placing),
    workloads: service.workloads.map(({ debugEnv, ...workload }) => ({
      ...workload,
      ...(debugEnv !== undefined && debug.includes(service.id) ? { debugEnv } : {}),
      env: { ...workload.env, ...maintenanceOf(workload, maintenance.includes(service.id)) },
      files: [...workload.files, ...flagFile(workload, features[service.id])],
    })),
  };
}
