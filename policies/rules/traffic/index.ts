import type { Rule } from "../../support/rule";
import { failoverRecordHasItsPeer } from "./failover-record-has-its-peer";
import { failoverRecordHasShortTtl } from "./failover-record-has-short-ttl";
import { failoverRecordIsHealthChecked } from "./failover-record-is-health-checked";
import { zoneDemandsModernTls } from "./zone-demands-modern-tls";
import { zoneEncryptsToItsOrigin } from "./zone-encrypts-to-its-origin";
import { zoneRedirectsToHttps } from "./zone-redirects-to-https";

/** In the order of the README. */
export const trafficRules: readonly Rule[] = [
  failoverRecordIsHealthChecked,
  failoverRecordHasShortTtl,
  failoverRecordHasItsPeer,
  zoneDemandsModernTls,
  zoneRedirectsToHttps,
  zoneEncryptsToItsOrigin,
];
