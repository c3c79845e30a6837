import { z } from "zod";
import { PROMPT } from "../command";
import { facts, leaveOut } from "./key-facts";
import { host } from "./shapes";

/** An API token of Cloudflare; old ones have 40 characters, new ones more. */
const apiToken = z.string().regex(/^[A-Za-z0-9_-]{20,200}$/);

/** Keys of the CDN. */
export const cdnKeys = {
  cloudflare: z.boolean().default(true).register(facts, {
    what: "whether the CDNs of the catalog are Cloudflare's",
    changes: "whether their settings, cache rules and purges are declared",
    limit: "be true or false: without Cloudflare, a CDN is set up and purged by hand",
    example: "false",
  }),
  cloudflareZones: z
    .record(host, z.string().regex(/^[0-9a-f]{32}$/))
    .default({})
    .register(facts, {
      what: "Cloudflare zone id by domain; a zone with CNAME set-up, because Route 53 is authoritative for the domain",
      changes: "the zone of the CDN's settings, rules and purges",
      limit: "be an object of domain to Cloudflare zone id (32 hexadecimal digits)",
      example: { "*": "<zone id>" },
      named: ["example.com"],
    }),
  cloudflareTokens: z
    .strictObject({ purge: apiToken.optional(), settings: apiToken.optional() })
    .optional()
    .register(facts, {
      what: "API tokens of Cloudflare: purge for the jobs, settings for the stack that declares the zones",
      changes: "a Secret of the purge job, and the CDN's provider",
      limit:
        "be a secret object {purge, settings} of API tokens: purge with Cache Purge, settings with Zone Settings and Cache Rules, each only for the CDN's zones",
      example: { purge: PROMPT, settings: PROMPT },
      required: "required if a declared service has a CDN",
      secret: true,
    }),
  cloudflareApiUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .register(facts, {
      what: "base URL of a gateway to Cloudflare's API",
      changes: "where purges are sent",
      limit: "be an http or https URL",
      example: "https://<gateway>/client/v4",
      remedy: leaveOut("unless the API is reached through a gateway"),
      unset: "Cloudflare's own URL",
    }),
};
