import type { StackRule } from "../../support/rule";
import { perZone, zoneTypes } from "../../support/zone";

/** TLS 1.0 and 1.1 are broken. */
export const zoneDemandsModernTls: StackRule = {
  name: "zone-demands-modern-tls",
  demands: "A Cloudflare zone that the stack configures accepts only TLS 1.2 or newer.",
  sources: ["RFC 8996", "Cloudflare min_tls_version", "TASK-7"],
  profile: "general",
  severity: "high",
  types: zoneTypes,
  checkStack: perZone("min_tls_version", ["1.2", "1.3"], "1.2 or 1.3 is required"),
};
