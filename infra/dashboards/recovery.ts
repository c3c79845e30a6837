import { backupAges, staleMinutes } from "../alerts/job-age";
import { lines, secondsOf, series, unique } from "../alerts/promql";
import type { AlertedJob } from "../alerts/types";
import { isJob, jobNamed } from "../catalog/jobs";
import { cronJobName } from "../naming";
import { budget } from "../recovery/budget";
import { above, ageOf } from "./thresholds";
import type { Panel, Row, Seen, Sheet } from "./types";

function age({ service, environment }: Seen, job: AlertedJob): readonly Panel[] {
  if (!isJob(job.job)) return [];
  const { ageTitle, alerts } = jobNamed(job.job);
  if (ageTitle === undefined || alerts === undefined) return [];
  const { lateMinutes, tooOldMinutes, keepsPromise } = backupAges(service, environment);
  const limit = job.job === "backup" ? tooOldMinutes : staleMinutes(service, job);
  const promise =
    job.job === "backup" && keepsPromise
      ? `Its age. After ${Math.floor(limit)} minutes a disaster loses more data than the RPO of ${service.objectives.rpoMinutes} minutes.`
      : `Time since it last succeeded. It is overdue after ${Math.floor(limit / 60)} hours.`;
  return [
    {
      kind: "stat",
      title: ageTitle,
      description: job.suspend ? "Its age. The environment's posture suspends the job." : promise,
      unit: "dtdurations",
      queries: [{ expr: ageOf(cronJobName(service.id, job.job), environment.namespace), legend: "age" }],
      ...(job.suspend
        ? {}
        : {
            thresholds:
              job.job === "backup"
                ? above(secondsOf(limit), secondsOf(lateMinutes))
                : above(secondsOf(limit)),
          }),
      runbook: { service: service.id, alert: `${alerts.name}TooOld` },
    },
  ];
}

/** Durations of drills, against the time that a restore may take within the RTO. */
function drilled({ service, environment }: Seen): Panel {
  const { namespace, capacityHorizon } = environment;
  const owner_name = cronJobName(service.id, "drill");
  const of = (metric: string): string => unique(["job_name"], series(metric, { namespace }));
  const { downtime } = budget(service, capacityHorizon).dump;
  const { rtoMinutes } = service.objectives;
  const spare = rtoMinutes - (downtime.minutes - downtime.terms.restore);
  return {
    kind: "stat",
    title: "Longest drill",
    description: `Of the Jobs that the cluster still has. A restore may take ${Math.floor(spare)} of the RTO's ${rtoMinutes} minutes: detection, DNS and the workloads' start need the rest.`,
    unit: "dtdurations",
    queries: [
      {
        expr: lines(
          `max(${of("kube_job_status_completion_time")} - ${of("kube_job_status_start_time")}`,
          `and on (job_name) ${series("kube_job_owner", { namespace, owner_kind: "CronJob", owner_name })})`,
        ),
        legend: "drill",
      },
    ],
    thresholds: above(secondsOf(spare), secondsOf(spare / 2)),
    runbook: { service: service.id, alert: "RestoreDrillFailed" },
  };
}

/** Ages of backups over the last weeks: how much data a disaster would have lost. */
const history = (seen: readonly Seen[]): Row => ({
  title: "All services",
  perLine: 2,
  panels: [
    ["backup", "Age of the newest backup"] as const,
    ["verify", "Age of the last verified restore"] as const,
  ].map(([job, title]): Panel => {
    const [first, ...others] = seen.map(({ service, environment }) => ({
      expr: ageOf(cronJobName(service.id, job), environment.namespace),
      legend: service.id,
    }));
    if (first === undefined) throw new Error("dashboards: no service is declared");
    return {
      kind: "series",
      title,
      description: "Each service's own limit is in its row below.",
      unit: "dtdurations",
      queries: [first, ...others],
    };
  }),
});

/** Whether everything could be restored in time: ages of backup, verification and drill against RPO and RTO. */
export const recovery = (seen: readonly Seen[]): Sheet => ({
  name: "recovery",
  title: "Recovery",
  description: "Backups, verified restores and drills of every service, against its RPO and RTO.",
  rows: [
    history(seen),
    ...seen.map((each): Row => {
      const { title, objectives } = each.service;
      const panels = each.environment.jobs.flatMap((job) => age(each, job));
      return {
        title: `${title}: RPO ${objectives.rpoMinutes} min, RTO ${objectives.rtoMinutes} min`,
        perLine: 6,
        panels: [...panels, drilled(each)],
      };
    }),
  ],
});
