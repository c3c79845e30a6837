import type { StackRule } from "../../support/rule";
import { perZone, zoneTypes } from "../../support/zone";

/** Nobody is left on plain HTTP. */
export const zoneRedirectsToHttps: StackRule = {
  name: "zone-redirects-to-https",
  demands: "A Cloudflare zone that the stack sets up sends plain HTTP to HTTPS.",
  sources: ["Cloudflare always_use_https", "TASK-7"],
  severity: "high",
  types: zoneTypes,
  checkStack: perZone("always_use_https", ["on"], "on is asked for"),
};
