import type { Service } from "../../infra/catalog/types";
import { alertEnvironment } from "../../infra/alerts/environment";
import type { Settings } from "../../infra/config";
import { namespaceName } from "../../infra/naming";
import type { PageEnvironment } from "../../infra/runbook/page-alerts";

/** An environment's role and posture; `logs: undefined` where nothing collects them. @default logs are collected */
export type EnvironmentPlace = Pick<Settings, "role" | "posture"> & Partial<Pick<Settings, "logs">>;

/** Every posture that an environment can have, by role; pages write commands for the first. */
export const places: readonly EnvironmentPlace[] = [
  { role: "primary", posture: "active" },
  { role: "primary", posture: "safe" },
  { role: "primary", posture: "fenced" },
  { role: "standby", posture: "passive" },
  { role: "standby", posture: "active" },
  { role: "primary", posture: "active", logs: undefined },
  { role: "standby", posture: "active", logs: undefined },
];

/** The environments of a service that its page describes. */
export const pageEnvironments = (service: Service): readonly PageEnvironment[] =>
  places.map((place) => {
    const monitoring = namespaceName("monitoring", place.role);
    return {
      stack: place.role === "primary" ? "prod" : "dr",
      monitoring,
      ...alertEnvironment(service, {
        capacityHorizon: "now",
        logs: { url: "https://logs.example.com", user: "collector", retentionUser: "keeper" },
        ...place,
        monitoringNamespace: monitoring,
      }),
    };
  });

/** Where the page of a service lies in the repository. */
export const runbookPath = (id: string): string => `docs/runbook/${id}.md`;
