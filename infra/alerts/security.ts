import type { Service } from "../catalog/types";
import { anyOf, series } from "./promql";
import { requestsOf } from "./requests";
import type { Alert, AlertArea, AlertEnvironment } from "./types";

/** Days before expiry at which renewal is most urgent. */
const URGENT_DAYS = 3;

/** Failed logins and rejected requests (STOCK-10), as far as the service counts them. */
function access(service: Service, namespace: string): readonly Alert[] {
  const { failedLoginsPerSecond, forbiddenPerSecond } = service.thresholds;
  const { failedLogins, forbidden } = requestsOf(service, namespace) ?? {};
  const alert = { severity: "P2", area: "security" } as const;
  const logins: readonly Alert[] =
    failedLogins === undefined
      ? []
      : [
          {
            ...alert,
            name: "HighFailedLogins",
            expr: `${failedLogins.expr} > ${failedLoginsPerSecond}`,
            forMinutes: 2,
            summary: `More than ${failedLoginsPerSecond} logins per second fail`,
            description: `{{ $value | humanize }} per second fail, by ${failedLogins.counted}. Find the addresses and accounts. Block the addresses at the edge, and reset accounts whose password was guessed.`,
          },
        ];
  const rejected: readonly Alert[] =
    forbidden === undefined
      ? []
      : [
          {
            ...alert,
            name: "SuspiciousAPIActivity",
            expr: `${forbidden} > ${forbiddenPerSecond}`,
            forMinutes: 5,
            summary: `More than ${forbiddenPerSecond} requests per second are rejected`,
            description:
              "{{ $value | humanize }} responses per second are 403. Find the addresses and tokens that send them.",
          },
        ];
  return [...logins, ...rejected];
}

/** Certificates, also of a passive standby: a failover must not end at an expired one (STOCK-14, MAC-7). */
function certificates(service: Service, { ownUrls }: AlertEnvironment): readonly Alert[] {
  if (ownUrls.length === 0) return [];
  // The certificate of an address, by whichever exporter saw the older one.
  const left = `min by (instance) (${series("probe_ssl_earliest_cert_expiry", { instance: anyOf(ownUrls) })}) - time()`;
  const { secretName, alertBeforeDays } = service.certificate;
  const description = `It expires in {{ $value | humanizeDuration }}, so it was not renewed in time. Look at what renews Secret ${secretName}: with cert-manager, its Certificate and the challenges.`;
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
