import type { Service } from "../../catalog/types";
import { cdnZoneId } from "../../cdn/zones";
import type { Settings } from "../../config";
import type { PurgeSetting } from "./job-settings";

/** Cloudflare's API. */
const API_URL = "https://api.cloudflare.com/client/v4";

/** The purge of a service as its job reads it; undefined where it has no CDN. */
export function purgeSetting(
  { cdn, domains }: Pick<Service, "cdn" | "domains">,
  { cloudflareZones, cloudflareApiUrl }: Pick<Settings, "cloudflareZones" | "cloudflareApiUrl">,
): PurgeSetting | undefined {
  if (cdn === undefined) return undefined;
  const port = domains.find(({ host }) => host === cdn.host)?.port ?? 443;
  const origin = `https://${cdn.host}${port === 443 ? "" : `:${port}`}`;
  return {
    apiUrl: cloudflareApiUrl ?? API_URL,
    zoneId: cdnZoneId(cdn.host, cloudflareZones),
    scope: cdn.scope,
    files: cdn.files.map((file) => `${origin}${file}`),
    expectStatuses: cdn.expectStatuses,
    intervalSeconds: cdn.intervalSeconds,
  };
}
