import type { Service } from "../catalog/types";
import { probeTargets, type ProbeTargets } from "../scraping/targets";
import { anyOf, lines, series, unique } from "./promql";
import type { Alert, AlertArea, AlertEnvironment } from "./types";
import { serves } from "../recovery/takeover";

/** URLs that blackbox_exporter probes for an environment. */
export const targetsOf = (service: Service, { posture, ownUrls, peerUrls }: AlertEnvironment): ProbeTargets =>
  probeTargets(service, {
    serving: serves(posture),
    waiting: posture === "passive",
    ownUrls,
    peerUrls,
  });

/** This environment's own endpoints (STOCK-5). */
function endpoints(service: Service, environment: AlertEnvironment): readonly Alert[] {
  const { own, others } = targetsOf(service, environment);
  const down = (urls: readonly string[]): string =>
    `${unique(["instance"], series("probe_success", { instance: anyOf(urls) }))} == 0`;
  if (!serves(environment.posture)) return [];
  const alerts: readonly Alert[] = [
    {
      name: "EndpointDown",
      severity: "P0",
      area: "infrastructure",
      expr: down(own),
      forMinutes: 2,
      summary: "{{ $labels.instance }} fails its health check",
      description:
        "The service fails its health check from outside. If its pods are ready, look at the ingress, DNS and the certificate. If the region is lost, fail over.",
    },
    {
      name: "SideEndpointDown",
      severity: "P2",
      area: "infrastructure",
      expr: down(others),
      forMinutes: 5,
      summary: "{{ $labels.instance }} fails its health check",
      description: "A third-party endpoint is down. Look at its status page.",
    },
  ];
  return alerts.filter(({ name }) => (name === "EndpointDown" ? own : others).length > 0);
}

/** Whether every address is probed: a probe that does not run never fails. */
function probed(service: Service, environment: AlertEnvironment): readonly Alert[] {
  const { own, others, peer: peers } = targetsOf(service, environment);
  const urls = [...new Set([...own, ...others, ...peers])];
  if (urls.length === 0) return [];
  const seen = unique(["instance"], series("probe_success", { instance: anyOf(urls) }));
  return [
    {
      name: "EndpointNotProbed",
      severity: "P2",
      area: "infrastructure",
      expr: `(count(${seen}) or vector(0)) < ${urls.length}`,
      forMinutes: 10,
      summary: "The service's health is not probed",
      description: `blackbox_exporter probes {{ $value }} of ${urls.length} addresses: ${urls.join(", ")}. Check its targets.`,
    },
  ];
}

/** The standby's view of the serving environment: the start of every failover (STOCK-5). */
function peer(service: Service, environment: AlertEnvironment): readonly Alert[] {
  const asked = targetsOf(service, environment).peer;
  if (asked.length === 0) return [];
  return [
    {
      name: "PeerDown",
      severity: "P0",
      area: "infrastructure",
      expr: `max(${series("probe_success", { instance: anyOf(asked) })}) == 0`,
      forMinutes: 2,
      summary: "The serving environment does not respond to the standby",
      description:
        "None of its addresses responds from here. Decide on a failover: see docs/failover.md. Fence it first if it can still be reached.",
    },
  ];
}

/** Two environments that write are worse than none (trap 9): a writer must not run against the posture. */
function writers(service: Service, { namespace, posture, replicas }: AlertEnvironment): readonly Alert[] {
  const stopped = service.workloads.filter(({ name, writer }) => writer && replicas[name] === 0);
  if (stopped.length === 0) return [];
  const deployment = anyOf(stopped.map(({ name }) => name));
  return [
    {
      name: "WriterRunsAgainstPosture",
      severity: "P0",
      area: "data",
      expr: `${unique(["namespace", "deployment"], series("kube_deployment_spec_replicas", { namespace, deployment }))} > 0`,
      forMinutes: 5,
      summary: `{{ $labels.deployment }} is running although posture ${posture} forbids it`,
      description:
        "Two environments may be writing. Scale it to 0 at once. Then find out who started it, and compare both databases before anything else.",
    },
  ];
}

/** A step of a posture change, or a migration, is a Job without a CronJob (JACK-6: J005). */
function steps({ namespace }: AlertEnvironment): readonly Alert[] {
  return [
    {
      name: "StepFailed",
      severity: "P1",
      area: "infrastructure",
      expr: lines(
        `${unique(["namespace", "job_name"], series("kube_job_failed", { namespace, condition: "true" }))} == 1`,
        `unless on (namespace, job_name) ${series("kube_job_owner", { namespace, owner_kind: "CronJob" })}`,
      ),
      forMinutes: 1,
      summary: "Job {{ $labels.job_name }} failed",
      description:
        "A step of a posture change or a migration failed, so the later steps did not run. Read its log, fix the cause and run pulumi up again.",
      errorCodes: ["J005"],
    },
  ];
}

/** Alerts on which environment responds and which writes. */
export function failoverAlerts(service: Service, environment: AlertEnvironment): AlertArea {
  return {
    name: "failover",
    alerts: [
      ...endpoints(service, environment),
      ...probed(service, environment),
      ...peer(service, environment),
      ...writers(service, environment),
      ...steps(environment),
    ],
  };
}
