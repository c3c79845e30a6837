import * as pulumi from "@pulumi/pulumi";
import { Provider } from "@pulumi/cloudflare/provider";
import { Ruleset } from "@pulumi/cloudflare/ruleset";
import { ZoneSetting } from "@pulumi/cloudflare/zoneSetting";
import type { Service } from "../../catalog/types";
import { cdnZones, type HostsInZone } from "../../cdn/zones";
import type { CloudflareTokens, Settings } from "../../config";

/** Inputs of {@link CdnSettings}. */
export interface CdnSettingsArgs {
  readonly zones: readonly HostsInZone[];
  /** API token with Zone Settings and Cache Rules of these zones, and no more. */
  readonly token: pulumi.Input<string>;
  /** Base URL of the API. @default Cloudflare's own */
  readonly apiUrl: string | undefined;
}

/** What every zone is set to: nothing older than TLS 1.2 is answered, and plain HTTP is sent to HTTPS. */
const ZONE_SETTINGS = { min_tls_version: "1.2", always_use_https: "on" } as const;

/**
 * How Cloudflare keeps what a CDN's host serves: everything, for as long as the origin says, and no error of the origin.
 * A purge reaches no browser, so how long one keeps a file is the origin's word too.
 */
export function cacheRule(host: string) {
  return {
    ref: `lifeboat-${host}`,
    description: `What ${host} serves is kept as its origin says`,
    expression: `(http.host eq "${host}")`,
    action: "set_cache_settings",
    actionParameters: {
      cache: true,
      edgeTtl: {
        mode: "respect_origin",
        // -1 is no-store.
        statusCodeTtls: [{ statusCodeRange: { from: 500 }, value: -1 }],
      },
      browserTtl: { mode: "respect_origin" },
    },
    enabled: true,
  };
}

/** Cloudflare's settings and cache rules before the hosts of CDNs (TASK-7). */
export class CdnSettings extends pulumi.ComponentResource {
  constructor(name: string, args: CdnSettingsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:CdnSettings", name, {}, opts);
    // Its own token, whatever the operator's environment has: one that reaches these zones alone.
    const provider = new Provider(
      `${name}-cloudflare`,
      { apiToken: args.token, ...(args.apiUrl === undefined ? {} : { baseUrl: args.apiUrl }) },
      { parent: this },
    );
    const options = { parent: this, provider };
    for (const { domain, zoneId, hosts } of args.zones) {
      for (const [settingId, value] of Object.entries(ZONE_SETTINGS))
        new ZoneSetting(`${name}-${domain}-${settingId}`, { zoneId, settingId, value }, options);
      // A zone has one ruleset of a phase, so the hosts of all services in it share this one.
      new Ruleset(
        `${name}-${domain}-cache`,
        {
          zoneId,
          kind: "zone",
          phase: "http_request_cache_settings",
          name: "lifeboat",
          description: "Cache rules of the CDN's hosts",
          rules: hosts.map(cacheRule),
        },
        options,
      );
    }
    this.registerOutputs({});
  }
}

/**
 * Declares them on the primary by role, whatever its posture.
 *
 * Both stacks share the zones, and two writers of one zone would undo each other's changes for ever. A standby that takes
 * over finds them as they are: Cloudflare lies in neither region.
 */
export function cdnSettings(
  services: readonly Service[],
  {
    role,
    cloudflareZones,
    cloudflareApiUrl,
  }: Pick<Settings, "role" | "cloudflareZones" | "cloudflareApiUrl">,
  tokens: CloudflareTokens<pulumi.Input<string>> | undefined,
): CdnSettings | undefined {
  const zones = cdnZones(services, cloudflareZones);
  if (role !== "primary" || zones.length === 0) return undefined;
  if (tokens?.settings === undefined)
    throw new Error("cloudflareTokens.settings: missing, although the config check passed");
  return new CdnSettings("cdn", { zones, token: tokens.settings, apiUrl: cloudflareApiUrl });
}
