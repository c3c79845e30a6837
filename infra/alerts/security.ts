import type { Service } from "../catalog/types";
import { anyOf, series } from "./promql";
import type { Alert, AlertArea, AlertEnvironment } from "./types";

/** Days before expiry at which renewal is most urgent. */
const URGENT_DAYS = 3;

/** Failed logins and rejected requests (STOCK-10). */
function access({ thresholds }: Service, namespace: string): readonly Alert[] {
  const rate = (code: string): string =>
    `sum(rate(${series("http_requests_total", { namespace, code })}[5m]))`;
  return [
    {
      name: "HighFailedLogins",
      severity: "P2",
      area: "security",
      // Not every application has the runbook's auth_failed_total; a failed login returns 401.
      expr: `${rate("401")} > ${thresholds.failedLoginsPerSecond}`,
      forMinutes: 2,
      summary: `More than ${thresholds.failedLoginsPerSecond} logins per second fail`,
      description:
        "{{ $value | humanize }} responses per second are 401. Find the addresses and accounts. Block the addresses at the edge, and reset accounts whose password was guessed.",
    },
    {
      name: "SuspiciousAPIActivity",
      severity: "P2",
      area: "security",
      // One client's rejected requests spread over the pods, so they are summed first (trap 6).
      expr: `${rate("403")} > ${thresholds.forbiddenPerSecond}`,
      forMinutes: 5,
      summary: `More than ${thresholds.forbiddenPerSecond} requests per second are rejected`,
      description:
        "{{ $value | humanize }} responses per second are 403. Find the addresses and tokens that send them.",
    },
  ];
}

/** Certificates, also of a passive standby: a failover must not end at an expired one (STOCK-14, MAC-7). */
function certificates(service: Service, { ownUrls }: AlertEnvironment): readonly Alert[] {
  if (ownUrls.length === 0) return [];
  const left = `${series("probe_ssl_earliest_cert_expiry", { instance: anyOf(ownUrls) })} - time()`;
  const { secretName, alertBeforeDays } = service.certificate;
  const description = `It expires in {{ $value | humanizeDuration }}, so its renewal has failed. Look at the Certificate of Secret ${secretName} and its challenges.`;
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
