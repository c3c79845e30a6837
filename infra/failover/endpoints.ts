import { domainProblems } from "../catalog/check/domains";
import type { Domain, Service, Role } from "../catalog/types";
import { ProblemError } from "../problem";

/** A domain whose traffic fails over, as seen from one environment. */
export interface Endpoint {
  /** Public host name. */
  readonly host: string;
  /** Host name of only this environment. */
  readonly ownHost: string;
  /** Host name of only the other environment. */
  readonly peerHost: string;
  /** TCP port. */
  readonly port: number;
  /** Path of the health check. */
  readonly healthPath: string;
  /** Text that a healthy response contains; undefined if the status code is enough. */
  readonly healthContains: string | undefined;
}

function endpoint(domain: Domain, role: Role): Endpoint | undefined {
  const { primaryHost, standbyHost } = domain;
  if (!domain.failover || primaryHost === undefined || standbyHost === undefined) return undefined;
  const [ownHost, peerHost] = role === "primary" ? [primaryHost, standbyHost] : [standbyHost, primaryHost];
  const { host, port, healthPath, healthContains } = domain;
  return { host, ownHost, peerHost, port, healthPath, healthContains };
}

/**
 * The domains of a service that fail over, in the catalog's order; none if third parties run all of them.
 * @throws ProblemError if one has no separate host name for each environment
 */
export function failoverEndpoints(service: Pick<Service, "id" | "domains">, role: Role): readonly Endpoint[] {
  const problems = domainProblems(service).filter((problem) => problem.value === "(missing)");
  if (problems.length > 0) throw new ProblemError(problems);
  return service.domains.flatMap((domain) => endpoint(domain, role) ?? []);
}
