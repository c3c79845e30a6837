import type { StackRule } from "../../support/rule";
import { perZone, zoneTypes } from "../../support/zone";

/** What is sent with TLS 1.0 is as good as in clear. */
export const zoneDemandsModernTls: StackRule = {
  name: "zone-demands-modern-tls",
  demands: "A Cloudflare zone that the stack sets up answers TLS 1.2 or newer only.",
  sources: ["RFC 8996", "Cloudflare min_tls_version", "TASK-7"],
  severity: "high",
  types: zoneTypes,
  checkStack: perZone("min_tls_version", ["1.2", "1.3"], "1.2 or 1.3 is asked for"),
};
