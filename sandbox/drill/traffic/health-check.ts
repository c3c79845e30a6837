import { z } from "zod";
import { normalName } from "./records";

/** Share of locations, in percent, that must be exceeded for an endpoint to count as healthy (AWS's own rule). */
const HEALTHY_SHARE_PERCENT = 18;

/** Settings that every health check has. */
interface CommonSettings {
  readonly id: string;
  /** Whether healthy means unhealthy and the reverse. */
  readonly inverted: boolean;
  /** Whether nothing is asked: then it counts as healthy, or when inverted as unhealthy. */
  readonly disabled: boolean;
}

/** A health check that asks an endpoint over HTTPS. */
export interface EndpointCheck extends CommonSettings {
  readonly kind: "endpoint";
  readonly host: string;
  readonly path: string;
  /** Text that must lie in the first 5120 bytes of the answer; undefined where the status is enough. */
  readonly search: string | undefined;
  /** Seconds between two questions of one location. */
  readonly intervalSeconds: number;
  /** Answers in a row that change a location's mind. */
  readonly failureThreshold: number;
}

/** A health check that counts other ones. */
export interface CalculatedCheck extends CommonSettings {
  readonly kind: "calculated";
  readonly children: readonly string[];
  /** How many children must be healthy: 0 is always met, more than there are never. */
  readonly healthThreshold: number;
}

/** Any health check. */
export type HealthCheck = EndpointCheck | CalculatedCheck;

/** What one location thinks of an endpoint. */
export interface LocationState {
  readonly healthy: boolean;
  /** Answers in a row that say otherwise. */
  readonly streak: number;
}

/** A new check counts as healthy until answers say otherwise. */
export const NEW_LOCATION: LocationState = { healthy: true, streak: 0 };

const apiHealthCheck = z.object({
  Id: z.string(),
  HealthCheckConfig: z.object({
    Type: z.string(),
    FullyQualifiedDomainName: z.string().nullish(),
    ResourcePath: z.string().nullish(),
    SearchString: z.string().nullish(),
    RequestInterval: z.number().nullish(),
    FailureThreshold: z.number().nullish(),
    HealthThreshold: z.number().nullish(),
    ChildHealthChecks: z.array(z.string()).nullish(),
    Inverted: z.boolean().nullish(),
    Disabled: z.boolean().nullish(),
  }),
});

function parseOne({ Id: id, HealthCheckConfig: config }: z.infer<typeof apiHealthCheck>): HealthCheck {
  const common = { id, inverted: config.Inverted ?? false, disabled: config.Disabled ?? false };
  if (config.Type === "CALCULATED") {
    const children = config.ChildHealthChecks ?? [];
    return { ...common, kind: "calculated", children, healthThreshold: config.HealthThreshold ?? 0 };
  }
  if (config.Type !== "HTTPS" && config.Type !== "HTTPS_STR_MATCH")
    throw new Error(
      `health check ${id}: type ${config.Type} is not played; use HTTPS, HTTPS_STR_MATCH or CALCULATED`,
    );
  const { FullyQualifiedDomainName: host, SearchString: search } = config;
  if (typeof host !== "string" || host === "")
    throw new Error(
      `health check ${id}: has no FullyQualifiedDomainName; checks of bare addresses are not played`,
    );
  const matches = config.Type === "HTTPS_STR_MATCH";
  if (matches && (typeof search !== "string" || search === ""))
    throw new Error(`health check ${id}: HTTPS_STR_MATCH without SearchString`);
  return {
    ...common,
    kind: "endpoint",
    host: normalName(host),
    path: (config.ResourcePath ?? "/").replace(/^(?!\/)/, "/"),
    search: matches ? (search ?? undefined) : undefined,
    intervalSeconds: config.RequestInterval ?? 30,
    failureThreshold: config.FailureThreshold ?? 3,
  };
}

/**
 * Reads `HealthChecks` as Route 53's API lists them.
 * @throws when one has not the API's form or is of a type that is not played.
 */
export function parseHealthChecks(json: unknown): readonly HealthCheck[] {
  return z.array(apiHealthCheck).parse(json).map(parseOne);
}

/** A location's mind after one more answer: `threshold` answers in a row against it change it, either way. */
export function observed(state: LocationState, good: boolean, threshold: number): LocationState {
  if (good === state.healthy) return { healthy: state.healthy, streak: 0 };
  const streak = state.streak + 1;
  return streak >= threshold ? { healthy: good, streak: 0 } : { healthy: state.healthy, streak };
}

/** Whether an endpoint counts as healthy: more than 18 % of the locations say so. */
export function endpointHealthy(locations: readonly LocationState[]): boolean {
  const healthy = locations.filter((location) => location.healthy).length;
  return healthy * 100 > locations.length * HEALTHY_SHARE_PERCENT;
}

/**
 * Status of a health check, inversion included.
 * @param checks all health checks by id
 * @param locationsOf what the locations think of an endpoint check
 * @throws when a check is unknown or counts itself.
 */
export function statusOf(
  id: string,
  checks: ReadonlyMap<string, HealthCheck>,
  locationsOf: (id: string) => readonly LocationState[],
  above: readonly string[] = [],
): boolean {
  const check = checks.get(id);
  const way = [...above, id];
  if (check === undefined) throw new Error(`health check ${way.join(" → ")}: does not exist`);
  if (above.includes(id)) throw new Error(`health check ${way.join(" → ")}: counts itself`);
  const plain = (): boolean => {
    if (check.disabled) return true;
    if (check.kind === "endpoint") return endpointHealthy(locationsOf(id));
    const healthy = check.children.filter((child) => statusOf(child, checks, locationsOf, way));
    return healthy.length >= check.healthThreshold;
  };
  return plain() !== check.inverted;
}
