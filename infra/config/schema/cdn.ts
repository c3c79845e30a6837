import { z } from "zod";
import { PROMPT, remove, set, setSecret } from "../command";
import { help, host } from "./key-facts";

/** An API token of Cloudflare; older ones have 40 characters, newer ones more. */
const apiToken = z.string().regex(/^[A-Za-z0-9_-]{20,200}$/);

/** Keys of the CDN. */
export const cdnKeys = {
  /** Cloudflare's zone id by domain; a zone of CNAME set-up where Route 53 answers for the domain. @default {} */
  cloudflareZones: z
    .record(host, z.string().regex(/^[0-9a-f]{32}$/))
    .default({})
    .register(help, {
      limit: "be an object of domain to Cloudflare zone id (32 hexadecimal digits)",
      remedy: set('cloudflareZones["example.com"]', "<zone id>"),
      parts: { "*": "<zone id>" },
    }),
  /** API tokens: `purge` for the jobs, `settings` for the primary's stack. */
  cloudflareTokens: z
    .strictObject({ purge: apiToken.optional(), settings: apiToken.optional() })
    .optional()
    .register(help, {
      limit:
        "be a secret object {purge, settings} of API tokens: purge with Cache Purge, settings with Zone Settings and Cache Rules, each for the CDN's zones alone",
      remedy: setSecret("cloudflareTokens.purge"),
      parts: { purge: PROMPT, settings: PROMPT },
      secret: true,
    }),
  /** Base URL of Cloudflare's API. @default Cloudflare's own */
  cloudflareApiUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .register(help, {
      limit: "be an http or https URL",
      remedy: `${remove("cloudflareApiUrl")} # unless the API is reached through a gateway`,
    }),
};
