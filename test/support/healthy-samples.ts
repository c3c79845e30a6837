import { archiveJobs } from "../../infra/catalog/archive-jobs";
import { serves } from "../../infra/recovery/takeover";
import { archiveMetrics } from "../../infra/scraping/queries";
import { expectedMetrics } from "../../infra/alerts/metrics";
import { series } from "../../infra/alerts/promql";
import { metricNames, metricsOf } from "../../infra/scraping/application-metrics";
import { taskRecord } from "../../infra/alerts/tasks";
import type { AlertEnvironment } from "../../infra/alerts/types";
import type { Domain, Service } from "../../infra/catalog/types";
import { cronJobName } from "../../infra/naming";
import type { Samples } from "./metrics-exporter";

const DAY_SECONDS = 86_400;

const archives = ({ database }: Service): boolean => database.server?.kind === "cluster";

const publicUrl = ({ host, port, healthPath }: Domain): string =>
  `https://${host}${port === 443 ? "" : `:${port}`}${healthPath}`;

/** CronJobs, Deployments and records of tasks as kube-state-metrics reports them. */
function cluster(
  service: Service,
  { namespace, jobs, replicas, posture }: AlertEnvironment,
  now: number,
): Samples {
  const samples: Record<string, number> = {
    [series("kube_namespace_created", { namespace })]: now - 90 * DAY_SECONDS,
  };
  for (const { kind } of service.checks)
    samples[series("kube_configmap_created", { namespace, configmap: taskRecord(kind) })] = now - DAY_SECONDS;
  const archive = archives(service)
    ? archiveJobs.map(({ name }) => ({ job: name, suspend: !serves(posture) }))
    : [];
  for (const { job, suspend } of [...jobs, ...archive]) {
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
function others(service: Service, { namespace, ownUrls }: AlertEnvironment, now: number): Samples {
  const { domains, database } = service;
  const samples: Record<string, number> = {
    [series("pg_up", { namespace })]: 1,
    [series("pg_database_size_bytes", { namespace, datname: database.name })]: 1024 ** 3,
    [series("pg_stat_database_numbackends", { namespace, datname: database.name })]: 5,
    [series("pg_settings_max_connections", { namespace })]: database.maxConnections,
    [series("kubelet_volume_stats_capacity_bytes", { namespace, persistentvolumeclaim: "data" })]: 1e12,
    [series("kubelet_volume_stats_available_bytes", { namespace, persistentvolumeclaim: "data" })]: 9e11,
  };
  if (archives(service)) for (const name of archiveMetrics) samples[series(name, { namespace })] = 0;
  for (const instance of new Set([...ownUrls, ...domains.map(publicUrl)])) {
    samples[series("probe_success", { instance })] = 1;
    samples[series("probe_ssl_earliest_cert_expiry", { instance })] = now + 60 * DAY_SECONDS;
  }
  return samples;
}

/** Responses of a service up to now, as it reports them itself: good ones and errors. */
export function answered(service: Service, namespace: string, good: number, errors: number): Samples {
  const metrics = metricsOf(service);
  if (metrics === undefined) return {};
  if (!("responses" in metrics)) {
    const { metric, scale } = metrics.errors;
    return { [series(metric, { namespace })]: errors / Math.max(1, good + errors) / scale };
  }
  const { metric, statusLabel } = metrics.responses;
  const of = (status: string): string => series(metric, { namespace, [statusLabel]: status });
  return { [of("200")]: good, [of("503")]: errors };
}

/** What else a service reports of its responses: nothing slow, nothing refused. */
function responses(service: Service, namespace: string): Samples {
  const metrics = metricsOf(service);
  if (metrics === undefined) return {};
  const names = metricNames(metrics).filter(
    (name) => !Object.keys(answered(service, namespace, 1, 0)).some((each) => each.startsWith(`${name}{`)),
  );
  const labels = { namespace, le: String(service.thresholds.p95Milliseconds / 1000) };
  return Object.fromEntries(
    names.map((name) => [series(name, name.endsWith("_bucket") ? labels : { namespace }), 0]),
  );
}

/** One series of each metric that a source always reports and of which nothing has been said yet. */
function rest(said: Samples, namespace: string): Samples {
  const known = new Set(Object.keys(said).map((name) => name.replace(/\{.*/, "")));
  const names = (["kube-state-metrics", "cadvisor", "postgres_exporter"] as const)
    .flatMap(expectedMetrics)
    .concat(
      "kube_horizontalpodautoscaler_spec_max_replicas",
      "kube_horizontalpodautoscaler_status_current_replicas",
    )
    .filter((name) => !known.has(name));
  return Object.fromEntries(names.map((name) => [series(name, { namespace }), 0]));
}

/** What the exporters report of a healthy service, apart from its responses. @param now seconds since 1970 */
export function healthySamples(service: Service, environment: AlertEnvironment, now: number): Samples {
  const { namespace } = environment;
  const said = {
    ...cluster(service, environment, now),
    ...others(service, environment, now),
    ...responses(service, namespace),
  };
  return { ...said, ...rest(said, namespace) };
}
