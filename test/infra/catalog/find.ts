import type { Service, Workload } from "../../../infra/catalog/types";

/** A service's deployment by name. */
export function workload(service: Service, name: string): Workload {
  const found = service.workloads.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${service.id} has no workload ${name}`);
  return found;
}

/** Who is notified, and after how many minutes. */
export const chain = (
  service: Service,
  area?: keyof Service["escalation"]["areas"],
): readonly (readonly [string, number])[] =>
  (area === undefined ? service.escalation.default : service.escalation.areas[area])?.contacts.map(
    ({ role, afterMinutes }) => [role, afterMinutes],
  ) ?? [];
