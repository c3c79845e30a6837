import type { Problem } from "../../problem";
import type { Service } from "../types";

/** What Cloudflare says of its copy of a file in `cf-cache-status`. */
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

/** Longest wait between two questions in seconds: three rounds of two have to fit into a purge's four minutes. */
const mostIntervalSeconds = 30;

/** What is wrong with a service's CDN purge (TASK-7). */
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
      limit: "be the host of one of the service's domains that serves cdn",
      remedy: "respell it, or add the domain",
    });
  if (cdn.files.length === 0)
    problems.push({
      thing: `${thing}: files`,
      value: "[]",
      limit: "name at least one file: an answer of the CDN is the only proof of a purge",
      remedy: "add a small file that the CDN always serves, such as /logo.png",
    });
  for (const file of cdn.files)
    if (!/^\/[^\s#]*$/.test(file))
      problems.push({
        thing: `${thing}: files`,
        value: `"${file}"`,
        limit: "begin with / and have neither a blank nor a #",
        remedy: "write it as the path of a URL, as /logo.png",
      });
  const unknown = cdn.expectStatuses.filter((status) => !statuses.some((known) => known === status));
  if (cdn.expectStatuses.length === 0 || unknown.length > 0)
    problems.push({
      thing: `${thing}: expectStatuses`,
      value: JSON.stringify(cdn.expectStatuses),
      limit: `be at least one of ${statuses.join(", ")}`,
      remedy: 'write ["MISS", "HIT"]: fetched anew, then cached',
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
