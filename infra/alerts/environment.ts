import type { AlertEnvironment } from "./types";
import type { Horizon, Posture, Role, Service } from "../catalog/types";
import { namespaceName } from "../naming";
import { healthQuestions } from "../failover/health-questions";
import { jobPlan } from "../capacity/job-plan";
import { scaleIn } from "../capacity/replicas";

/** What the alerts of a service need to know about an environment: its health URLs, and what runs in its posture. */
export function alertEnvironment(
  service: Service,
  {
    role,
    posture,
    capacityHorizon,
    logs,
    monitoringNamespace,
  }: {
    readonly role: Role;
    readonly posture: Posture;
    readonly capacityHorizon: Horizon;
    /** Where logs are sent; undefined if they are not collected. */
    readonly logs?: unknown;
    /** Namespace of the log collector. */
    readonly monitoringNamespace?: string;
  },
): AlertEnvironment {
  const urls = (side: Role): readonly string[] =>
    healthQuestions(service.domains, side).map(({ url }) => url);
  return {
    namespace: namespaceName(service.namespace, role),
    posture,
    capacityHorizon,
    collectorNamespace: logs === undefined ? undefined : monitoringNamespace,
    jobs: jobPlan(service.backup, service.capacity.databaseStorageGib[capacityHorizon], posture),
    replicas: Object.fromEntries(
      service.workloads.map((workload) => [
        workload.name,
        scaleIn(service, workload, role, posture, capacityHorizon).replicas,
      ]),
    ),
    ownUrls: urls(role),
    peerUrls: urls(role === "primary" ? "standby" : "primary"),
  };
}
