import { series } from "../../infra/alerts/promql";
import { taskRecord } from "../../infra/alerts/tasks";
import type { AlertEnvironment } from "../../infra/alerts/types";
import type { Domain, Service } from "../../infra/catalog/types";
import { cronJobName } from "../../infra/naming";
import type { Samples } from "./metrics-exporter";

const DAY_SECONDS = 86_400;

const publicUrl = ({ host, port, healthPath }: Domain): string =>
  `https://${host}${port === 443 ? "" : `:${port}`}${healthPath}`;

/** CronJobs, Deployments and records of tasks as kube-state-metrics reports them. */
function cluster(service: Service, { namespace, jobs, replicas }: AlertEnvironment, now: number): Samples {
  const samples: Record<string, number> = {
    [series("kube_namespace_created", { namespace })]: now - 90 * DAY_SECONDS,
  };
  for (const { kind } of service.checks)
    samples[series("kube_configmap_created", { namespace, configmap: taskRecord(kind) })] = now - DAY_SECONDS;
  for (const { job, suspend } of jobs) {
    const of = (metric: string): string =>
      series(metric, { namespace, cronjob: cronJobName(service.id, job) });
    samples[of("kube_cronjob_info")] = 1;
    samples[of("kube_cronjob_created")] = now - 90 * DAY_SECONDS;
    samples[of("kube_cronjob_spec_suspend")] = suspend ? 1 : 0;
    if (!suspend) samples[of("kube_cronjob_status_last_successful_time")] = now - 60;
  }
  for (const [deployment, count] of Object.entries(replicas)) {
    samples[series("kube_deployment_spec_replicas", { namespace, deployment })] = count;
    samples[series("kube_deployment_status_replicas_available", { namespace, deployment })] = count;
  }
  return samples;
}

/** Endpoints as blackbox_exporter asks them, the database and its volume. */
function others(
  { domains, database }: Service,
  { namespace, ownUrls }: AlertEnvironment,
  now: number,
): Samples {
  const samples: Record<string, number> = {
    [series("pg_up", { namespace })]: 1,
    [series("pg_database_size_bytes", { namespace, datname: database.name })]: 1024 ** 3,
    [series("pg_stat_database_numbackends", { namespace, datname: database.name })]: 5,
    [series("pg_settings_max_connections", { namespace })]: database.maxConnections,
    [series("kubelet_volume_stats_capacity_bytes", { namespace, persistentvolumeclaim: "data" })]: 1e12,
    [series("kubelet_volume_stats_available_bytes", { namespace, persistentvolumeclaim: "data" })]: 9e11,
  };
  for (const instance of new Set([...ownUrls, ...domains.map(publicUrl)])) {
    samples[series("probe_success", { instance })] = 1;
    samples[series("probe_ssl_earliest_cert_expiry", { instance })] = now + 60 * DAY_SECONDS;
  }
  return samples;
}

/** Answers of a service up to now: good ones and errors. */
export function answered(namespace: string, good: number, errors: number): Samples {
  const of = (code: string): string => series("http_requests_total", { namespace, code });
  return { [of("200")]: good, [of("503")]: errors };
}

/** What the exporters report of a healthy service, apart from its responses. @param now seconds since 1970 */
export function healthySamples(service: Service, environment: AlertEnvironment, now: number): Samples {
  return { ...cluster(service, environment, now), ...others(service, environment, now) };
}
