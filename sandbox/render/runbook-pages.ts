import { services } from "../../infra/catalog";
import { alertEnvironment } from "../../infra/components/alert-environment";
import { runbookPage, type PageEnvironment } from "../../infra/runbook/page";

/** Every posture of both stacks; commands are written for the first. */
const PLACES = [
  { stack: "prod", role: "primary", posture: "active" },
  { stack: "prod", role: "primary", posture: "safe" },
  { stack: "prod", role: "primary", posture: "fenced" },
  { stack: "dr", role: "standby", posture: "passive" },
  { stack: "dr", role: "standby", posture: "active" },
] as const;

/** The environments of a service that its page tells of. */
export const pageEnvironments = (service: (typeof services)[number]): readonly PageEnvironment[] =>
  PLACES.map(({ stack, ...place }) => ({
    stack,
    ...alertEnvironment(service, { ...place, capacityHorizon: "now" }),
  }));

/** The page of every service, by its path in the repository. */
export function runbookPages(): ReadonlyMap<string, string> {
  return new Map(
    services.map((service) => [
      `docs/runbook/${service.id}.md`,
      runbookPage(service, pageEnvironments(service)),
    ]),
  );
}
