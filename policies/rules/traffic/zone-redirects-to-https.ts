import type { StackRule } from "../../support/rule";
import { perZone, zoneTypes } from "../../support/zone";

/** No client may stay on plain HTTP. */
export const zoneRedirectsToHttps: StackRule = {
  name: "zone-redirects-to-https",
  demands: "A Cloudflare zone that the stack configures redirects plain HTTP to HTTPS.",
  sources: ["Cloudflare always_use_https", "TASK-7"],
  profile: "general",
  severity: "high",
  types: zoneTypes,
  checkStack: perZone("always_use_https", ["on"], "on is required"),
};
