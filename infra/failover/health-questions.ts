import type { Domain, Role } from "../catalog/types";

/** One health question over HTTPS. */
export interface HealthQuestion {
  /** Address on the environment's own host name. */
  readonly url: string;
  /** Text of a good answer; null where the status code is enough. */
  readonly contains: string | null;
}

/** Address of a domain's health answer at one of its host names. */
export const healthUrl = (host: string, { port, healthPath }: Pick<Domain, "port" | "healthPath">): string =>
  `https://${host}${port === 443 ? "" : `:${port}`}${healthPath}`;

/**
 * How one environment is asked whether it serves: every domain whose traffic moves between environments, by the host
 * name that only this environment has. The public name would answer for whichever side DNS points to.
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
