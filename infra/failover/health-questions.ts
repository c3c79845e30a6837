import type { Domain, Role } from "../catalog/types";

/** One health check over HTTPS. */
export interface HealthQuestion {
  /** URL at the environment's own host name. */
  readonly url: string;
  /** Text that a healthy response contains; null if the status code is enough. */
  readonly contains: string | null;
}

/** Health URL of a domain at one of its host names. */
export const healthUrl = (host: string, { port, healthPath }: Pick<Domain, "port" | "healthPath">): string =>
  `https://${host}${port === 443 ? "" : `:${port}`}${healthPath}`;

/**
 * The checks that show whether one environment serves: every domain that fails over, at the host name that only this
 * environment has. The public name would show the environment that DNS points to.
 */
export function healthQuestions(
  domains: readonly Pick<
    Domain,
    "primaryHost" | "standbyHost" | "port" | "healthPath" | "healthContains" | "failover"
  >[],
  role: Role,
): readonly HealthQuestion[] {
  return domains.flatMap((domain) => {
    const host = role === "primary" ? domain.primaryHost : domain.standbyHost;
    if (!domain.failover || host === undefined) return [];
    return [{ url: healthUrl(host, domain), contains: domain.healthContains ?? null }];
  });
}
