import type { Service } from "../catalog/types";
import { canaryProblems } from "../failover/canary";
import { zoneProblems } from "../failover/hosted-zones";
import { imageProblems, workloadSecretProblems } from "../components/workload-problems";
import { quotaProblems } from "../components/quota-problems";
import type { Problem } from "../problem";
import { horizons } from "./horizon";
import type { PartialConfig } from "./schema";

/** What the config lacks of the declared services' workloads and traffic; keys that could not be read are passed over. */
export function deploymentProblems(config: PartialConfig, catalog: readonly Service[]): readonly Problem[] {
  const declared = catalog.filter(({ id }) => config.services?.includes(id) ?? true);
  const names = Object.entries(config.workloadSecrets ?? {}).map(
    ([id, values]) => [id, Object.keys(values)] as const,
  );
  return [
    ...(config.namespaceQuotas === undefined || config.role === undefined
      ? []
      : quotaProblems(
          declared,
          config.namespaceQuotas,
          config.role,
          horizons[config.capacityHorizon ?? "now"],
        )),
    ...(config.hostedZones === undefined ? [] : zoneProblems(declared, config.hostedZones)),
    ...(config.canary === undefined ? [] : canaryProblems(declared, config.canary)),
    ...(config.images === undefined ? [] : imageProblems(declared, config.images, catalog)),
    ...(config.workloadSecrets === undefined
      ? []
      : workloadSecretProblems(declared, Object.fromEntries(names))),
  ];
}
