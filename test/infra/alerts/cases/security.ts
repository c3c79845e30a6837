import { type AlertCase, atSameTime, NAMESPACE } from "./alert-case";

const DAY = 86_400;
/** So many a second of a counter, from two pods. */
const fromTwo = (metric: string, labels: string, perSecond: number) =>
  Object.fromEntries(
    ["one", "other"].map((pod) => [
      `${metric}{${NAMESPACE},pod="${pod}"${labels}}`,
      `0+${perSecond * 30}x30`,
    ]),
  );
const failed = (perSecond: number) => fromTwo("auth_failed_total", "", perSecond);
const refused = (perSecond: number) => fromTwo("http_requests_total", ',status="403"', perSecond);
const expiry = (seconds: number) => ({
  'probe_ssl_earliest_cert_expiry{instance="https://primary.stockanalysis.com/health"}': seconds,
});

/** Cases of access and certificates. */
export const securityCases: readonly AlertCase[] = [
  atSameTime("HighFailedLogins", 9, failed(10.2), failed(9.8)),
  atSameTime("SuspiciousAPIActivity", 12, refused(5.2), refused(4.8)),
  atSameTime("CertificateExpiresSoon", 65, expiry(14 * DAY), expiry(14 * DAY + 7200)),
  atSameTime("CertificateExpiresNow", 15, expiry(3 * DAY), expiry(3 * DAY + 7200)),
];
