import type { Problem } from "../../problem";
import type { Domain, Service } from "../types";

const hostName = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$/;

/** Maximum characters of a path or a text in Route 53. */
const mostCharacters = 255;

const hostKeys = ["host", "primaryHost", "standbyHost"] as const;

function hostProblems(thing: string, domain: Domain): readonly Problem[] {
  const given = hostKeys.flatMap((key) => {
    const host = domain[key];
    return host === undefined ? [] : [{ key, host }];
  });
  const missing = hostKeys.filter((key) => domain.failover && domain[key] === undefined);
  const malformed = given.filter(({ host }) => !hostName.test(host));
  const repeated = given.filter(
    ({ host }, index) => given.findIndex((other) => other.host === host) !== index,
  );
  return [
    ...missing.map((key) => ({
      thing: `${thing}: ${key}`,
      value: "(missing)",
      limit: "be set if traffic fails over: each environment's health is checked at its own host name",
      remedy: `add ${key}, such as ${key === "primaryHost" ? "primary" : "dr"}.${domain.host.split(".").slice(1).join(".")}`,
    })),
    ...malformed.map(({ key, host }) => ({
      thing: `${thing}: ${key}`,
      value: `"${host}"`,
      limit:
        "be a host name: two or more labels of lower-case letters, digits and hyphens, at most 253 characters",
      remedy: "correct the host name",
    })),
    ...repeated.map(({ key, host }) => ({
      thing: `${thing}: ${key}`,
      value: `"${host}"`,
      limit: "differ from the domain's other hosts: one name cannot identify two environments",
      remedy: "give each environment its own host name",
    })),
  ];
}

function questionProblems(thing: string, domain: Domain): readonly Problem[] {
  const { healthPath, healthContains } = domain;
  const problems: Problem[] = [];
  if (!healthPath.startsWith("/") || healthPath.length > mostCharacters) {
    problems.push({
      thing: `${thing}: healthPath`,
      value: `"${healthPath}"`,
      limit: `begin with / and have at most ${mostCharacters} characters`,
      remedy: "write it as /health",
    });
  }
  if (healthContains !== undefined && (healthContains === "" || healthContains.length > mostCharacters)) {
    problems.push({
      thing: `${thing}: healthContains`,
      value: `${healthContains.length} characters`,
      limit: `have 1 to ${mostCharacters} characters, Route 53's maximum`,
      remedy: "choose a short text of the healthy response, or remove it to check only the status code",
    });
  }
  return problems;
}

/** Problems of a service's public endpoints: host names of each environment, and their health checks. */
export function domainProblems(service: Pick<Service, "id" | "domains">): readonly Problem[] {
  return service.domains.flatMap((domain) => {
    const thing = `catalog: ${service.id}: domain ${domain.host}`;
    return [...hostProblems(thing, domain), ...questionProblems(thing, domain)];
  });
}
