import type { Problem } from "../../problem";
import type { Service } from "../types";

/** Cloudflare's values of `cf-cache-status`. */
const statuses = [
  "HIT",
  "MISS",
  "EXPIRED",
  "STALE",
  "BYPASS",
  "REVALIDATED",
  "UPDATING",
  "DYNAMIC",
  "NONE",
] as const;

/** Longest wait between two requests in seconds: three rounds of two must fit into a purge's four minutes. */
const mostIntervalSeconds = 30;

/** Problems of a service's CDN purge (TASK-7). */
export function cdnProblems({
  id,
  cdn,
  domains,
}: Pick<Service, "id" | "cdn" | "domains">): readonly Problem[] {
  if (cdn === undefined) return [];
  const thing = `catalog: ${id}: cdn`;
  const problems: Problem[] = [];
  if (!domains.some(({ host, serves }) => serves === "cdn" && host === cdn.host))
    problems.push({
      thing: `${thing}: host`,
      value: `"${cdn.host}"`,
      limit: "be the host of one of the service's domains with serves cdn",
      remedy: "correct the host, or add the domain",
    });
  if (cdn.files.length === 0)
    problems.push({
      thing: `${thing}: files`,
      value: "[]",
      limit: "name at least one file: only a response of the CDN proves a purge",
      remedy: "add a small file that the CDN always serves, such as /logo.png",
    });
  for (const file of cdn.files)
    if (!/^\/[^\s#]*$/.test(file))
      problems.push({
        thing: `${thing}: files`,
        value: `"${file}"`,
        limit: "begin with / and contain neither a blank nor a #",
        remedy: "write it as the path of a URL, as /logo.png",
      });
  const unknown = cdn.expectStatuses.filter((status) => !statuses.some((known) => known === status));
  if (cdn.expectStatuses.length === 0 || unknown.length > 0)
    problems.push({
      thing: `${thing}: expectStatuses`,
      value: JSON.stringify(cdn.expectStatuses),
      limit: `be at least one of ${statuses.join(", ")}`,
      remedy: 'write ["MISS", "HIT"]: fetched from the origin, then cached',
    });
  if (
    !Number.isInteger(cdn.intervalSeconds) ||
    cdn.intervalSeconds < 0 ||
    cdn.intervalSeconds > mostIntervalSeconds
  )
    problems.push({
      thing: `${thing}: intervalSeconds`,
      value: String(cdn.intervalSeconds),
      limit: `be whole seconds from 0 to ${mostIntervalSeconds}`,
      remedy: "write 5",
    });
  return problems;
}
