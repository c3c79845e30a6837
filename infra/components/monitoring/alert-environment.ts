import type { AlertEnvironment } from "../../alerts/types";
import type { Service } from "../../catalog/types";
import type { Settings } from "../../config";
import { namespaceName } from "../../naming";
import { healthQuestions } from "../traffic/health-questions";
import { jobPlan } from "../jobs/job-plan";
import { scaleIn } from "../workloads/posture-replicas";

/** What the alerts of a service have to know of an environment: what it is asked at, and what runs in its posture. */
export function alertEnvironment(
  service: Service,
  {
    role,
    posture,
    capacityHorizon,
    logs,
    monitoringNamespace,
  }: Pick<Settings, "role" | "posture" | "capacityHorizon"> &
    Partial<Pick<Settings, "logs" | "monitoringNamespace">>,
): AlertEnvironment {
  const urls = (side: Settings["role"]): readonly string[] =>
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
