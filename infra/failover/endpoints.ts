import { domainProblems } from "../catalog/check/domains";
import type { Domain, Service, Role } from "../catalog/types";
import { ProblemError } from "../problem";

/** A domain whose traffic moves between environments, as one of them sees it. */
export interface Endpoint {
  /** Host name that people use. */
  readonly host: string;
  /** Host name of this environment alone. */
  readonly ownHost: string;
  /** Host name of the other environment alone. */
  readonly peerHost: string;
  /** TCP port. */
  readonly port: number;
  /** Path of the health question. */
  readonly healthPath: string;
  /** Text of a good answer; undefined where the status code is enough. */
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
 * The domains of a service that fail over, in the catalog's order; none where others run all of them.
 * @throws ProblemError when one has no host name of its own for each environment
 */
export function failoverEndpoints(service: Pick<Service, "id" | "domains">, role: Role): readonly Endpoint[] {
  const problems = domainProblems(service).filter((problem) => problem.value === "(missing)");
  if (problems.length > 0) throw new ProblemError(problems);
  return service.domains.flatMap((domain) => endpoint(domain, role) ?? []);
}
