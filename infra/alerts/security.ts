import type { Service } from "../catalog/types";
import { anyOf, series } from "./promql";
import type { Alert, AlertArea, AlertEnvironment } from "./types";

/** Days before expiry at which nothing else is more urgent. */
const URGENT_DAYS = 3;

/** Logins and refusals (STOCK-10). */
function access({ thresholds }: Service, namespace: string): readonly Alert[] {
  const rate = (code: string): string =>
    `sum(rate(${series("http_requests_total", { namespace, code })}[5m]))`;
  return [
    {
      name: "HighFailedLogins",
      severity: "P2",
      area: "security",
      // The runbook's auth_failed_total is no metric of every application; a login that fails is answered with 401.
      expr: `${rate("401")} > ${thresholds.failedLoginsPerSecond}`,
      forMinutes: 2,
      summary: `More than ${thresholds.failedLoginsPerSecond} logins per second fail`,
      description:
        "{{ $value | humanize }} answers a second are 401. See which addresses and accounts; block addresses at the edge, and reset accounts that were guessed.",
    },
    {
      name: "SuspiciousAPIActivity",
      severity: "P2",
      area: "security",
      // One client's refusals spread over the pods: they are summed before they are judged (trap 6).
      expr: `${rate("403")} > ${thresholds.forbiddenPerSecond}`,
      forMinutes: 5,
      summary: `More than ${thresholds.forbiddenPerSecond} requests per second are rejected`,
      description:
        "{{ $value | humanize }} answers a second are 403. See which addresses and tokens ask for what they may not have.",
    },
  ];
}

/** Certificates, also of a standby that waits: a failover must not end at an expired one (STOCK-14, MAC-7). */
function certificates(service: Service, { ownUrls }: AlertEnvironment): readonly Alert[] {
  if (ownUrls.length === 0) return [];
  const left = `${series("probe_ssl_earliest_cert_expiry", { instance: anyOf(ownUrls) })} - time()`;
  const { secretName, alertBeforeDays } = service.certificate;
  const description = `It expires in {{ $value | humanizeDuration }}. Renewal has failed: look at the Certificate of Secret ${secretName} and its challenges.`;
  const summary = "The certificate of {{ $labels.instance }} expires soon";
  return [
    {
      name: "CertificateExpiresSoon",
      severity: "P2",
      area: "security",
      expr: `${left} < ${alertBeforeDays * 86400}`,
      forMinutes: 60,
      summary,
      description,
    },
    {
      name: "CertificateExpiresNow",
      severity: "P1",
      area: "security",
      expr: `${left} < ${URGENT_DAYS * 86400}`,
      forMinutes: 10,
      summary,
      description,
    },
  ];
}

/** Alerts on access and on certificates. */
export function securityAlerts(service: Service, environment: AlertEnvironment): AlertArea {
  return {
    name: "security",
    alerts: [...access(service, environment.namespace), ...certificates(service, environment)],
  };
}
