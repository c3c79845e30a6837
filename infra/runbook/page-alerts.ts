import { alertAreas } from "../alerts/rule-groups";
import type { Alert, AlertEnvironment } from "../alerts/types";
import type { Service } from "../catalog/types";

/** An environment of a page. */
export interface PageEnvironment extends AlertEnvironment {
  /** Name of the environment in the page: `prod`, `dr`. */
  readonly stack: string;
  /** Namespace of the monitoring, of the log collector and of its jobs. */
  readonly monitoring: string;
}

/** An alert of a page. */
export interface PageAlert {
  readonly alert: Alert;
  /** Stacks that can have it. */
  readonly stacks: readonly string[];
  /** True or false where it is only with or without `lifeboat:logs`; undefined where that makes no difference. */
  readonly logs: boolean | undefined;
}

/** Every distinct alert of the service in any of the environments, in the order of its rules. */
export function alertsOfPage(
  service: Service,
  environments: readonly PageEnvironment[],
): readonly PageAlert[] {
  const found = new Map<string, { readonly alert: Alert; readonly places: PageEnvironment[] }>();
  for (const environment of environments)
    for (const alert of alertAreas(service, environment).flatMap(({ alerts }) => alerts)) {
      const known = found.get(alert.name) ?? { alert, places: [] };
      known.places.push(environment);
      found.set(alert.name, known);
    }
  return [...found.values()].map(({ alert, places }) => ({
    alert,
    stacks: [...new Set(places.map(({ stack }) => stack))],
    logs: onlyWith(places, environments),
  }));
}

const collectsLogs = ({ collectorNamespace }: PageEnvironment): boolean => collectorNamespace !== undefined;

/** Whether an alert is only where logs are collected, or only where they are not: as far as environments differ in that alone. */
function onlyWith(places: readonly PageEnvironment[], all: readonly PageEnvironment[]): boolean | undefined {
  const seen = places.flatMap((place) => {
    const twin = all.find(
      (each) =>
        each.stack === place.stack &&
        each.posture === place.posture &&
        collectsLogs(each) !== collectsLogs(place),
    );
    return twin === undefined || places.includes(twin) ? [] : [collectsLogs(place)];
  });
  return seen[0];
}
