import { type AlertCase, atSameTime, NAMESPACE } from "./alert-case";

const DAY = 86_400;
/** Answers with this status a second, from two pods. */
const refused = (code: number, perSecond: number) =>
  Object.fromEntries(
    ["one", "other"].map((pod) => [
      `http_requests_total{${NAMESPACE},pod="${pod}",code="${code}"}`,
      `0+${perSecond * 30}x30`,
    ]),
  );
const expiry = (seconds: number) => ({
  'probe_ssl_earliest_cert_expiry{instance="https://primary.stockanalysis.com/health"}': seconds,
});

/** Cases of access and certificates. */
export const securityCases: readonly AlertCase[] = [
  atSameTime("HighFailedLogins", 9, refused(401, 10.2), refused(401, 9.8)),
  atSameTime("SuspiciousAPIActivity", 12, refused(403, 5.2), refused(403, 4.8)),
  atSameTime("CertificateExpiresSoon", 65, expiry(14 * DAY), expiry(14 * DAY + 7200)),
  atSameTime("CertificateExpiresNow", 15, expiry(3 * DAY), expiry(3 * DAY + 7200)),
];
