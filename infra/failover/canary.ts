import type { Service } from "../catalog/types";
import type { Problem } from "../problem";

/** A second version of a service that gets a share of the traffic (TASK-4). */
export interface Canary {
  /** Host name of its load balancer. */
  readonly host: string;
  /** Its share of the traffic in percent; one of the service's traffic steps. */
  readonly percent: number;
}

/** Shares of the traffic that a new version may get, rising; empty if it gets all at once. */
export function trafficSteps(service: Pick<Service, "workloads">): readonly number[] {
  const steps = service.workloads.flatMap(({ rollout }) => rollout.trafficPercents ?? []);
  return [...new Set(steps)].sort((one, other) => one - other);
}

/** Problems of one service's canary: its share, or a host that would point back to itself. */
export function canaryProblem(
  service: Pick<Service, "id" | "domains" | "workloads">,
  canary: Canary,
): readonly Problem[] {
  const thing = `config lifeboat:canary.${service.id}`;
  const steps = trafficSteps(service);
  const hosts = service.domains.flatMap(({ host, primaryHost, standbyHost }) => [
    host,
    primaryHost,
    standbyHost,
  ]);
  const problems: Problem[] = [];
  if (steps.length === 0) {
    problems.push({
      thing,
      value: `{"host":"${canary.host}","percent":${canary.percent}}`,
      limit: "be set only for a service whose catalog entry has rollout.trafficPercents",
      remedy: `pulumi config rm --path lifeboat:canary.${service.id} # or set a workload's rollout.trafficPercents in the catalog`,
    });
  } else if (!steps.includes(canary.percent)) {
    problems.push({
      thing: `${thing}.percent`,
      value: String(canary.percent),
      limit: `be one of the service's traffic steps: ${steps.join(", ")}`,
      remedy: `pulumi config set --path lifeboat:canary.${service.id}.percent ${steps[0] ?? ""}`,
    });
  }
  if (hosts.includes(canary.host)) {
    problems.push({
      thing: `${thing}.host`,
      value: `"${canary.host}"`,
      limit: "not be a host of the service itself: the record would point to itself",
      remedy: `pulumi config set --path lifeboat:canary.${service.id}.host '<load balancer of the new version>'`,
    });
  }
  return problems;
}

/** Problems of all services' canaries; the check of records reports unknown ids. */
export function canaryProblems(
  services: readonly Pick<Service, "id" | "domains" | "workloads">[],
  canaries: Readonly<Record<string, Canary>>,
): readonly Problem[] {
  return services.flatMap((service) => {
    const canary = canaries[service.id];
    return canary === undefined ? [] : canaryProblem(service, canary);
  });
}
