import type { Service } from "../catalog/types";
import { cronJobName } from "../naming";

/** Objects of the cluster that a command may name. */
export type ObjectKind =
  | "Certificate"
  | "CronJob"
  | "Deployment"
  | "HorizontalPodAutoscaler"
  | "Namespace"
  | "PrometheusRule"
  | "ResourceQuota"
  | "ServiceMonitor";

/** An object that a command names; a test looks for it in the stack. */
export interface NamedObject {
  readonly kind: ObjectKind;
  readonly namespace: string;
  readonly name: string;
}

/** One line for a shell, and what has to be there for it. */
export interface Command {
  /** As it is typed; `<…>` is what the alert's labels or the step before tell. */
  readonly text: string;
  /** Objects that it names. */
  readonly objects: readonly NamedObject[];
  /** The SQL in it, which a test runs; absent where there is none. */
  readonly sql?: string;
  /** When it is typed, or why; the shell's comment behind it. @default always */
  readonly note?: string;
}

/** The environment whose commands a page quotes. */
export interface Place {
  readonly service: Service;
  /** Namespace of the service. */
  readonly namespace: string;
  /** Namespace of whatever watches there, the log collector and its jobs too. */
  readonly monitoring: string;
  /** Name of the stack. */
  readonly stack: string;
}

/** A command that names no object of the cluster. */
export const shell = (text: string): Command => ({ text, objects: [] });

/** `kubectl` in the service's namespace, with the objects of it that the arguments name. */
export function kubectl(
  { namespace }: Place,
  args: string,
  ...names: readonly (readonly [ObjectKind, string])[]
): Command {
  return {
    text: `kubectl -n ${namespace} ${args}`,
    objects: names.map(([kind, name]) => ({ kind, namespace, name })),
  };
}

/** `pulumi` on the stack. */
export const pulumi = ({ stack }: Place, args: string): Command => shell(`pulumi ${args} --stack ${stack}`);

/**
 * The primary's pods are stopped: they would write again as soon as what they lost is back. The drill runs these very
 * commands, too.
 */
export const stopPrimary: readonly Command[] = [
  shell("pulumi config set lifeboat:posture fenced --stack prod"),
  shell("pulumi up --stack prod --yes --skip-preview"),
].map((command) => ({ ...command, note: "where prod's cluster answers" }));

/** dr takes over from a primary that cannot be asked; the drill runs these very commands (STOCK-5). */
export const failOver: readonly Command[] = [
  shell("pulumi config set lifeboat:posture active --stack dr"),
  {
    ...shell("pulumi config set lifeboat:primaryLost true --stack dr"),
    note: "not where prod's update succeeded",
  },
  shell("pulumi up --stack dr --yes --skip-preview"),
];

/** All of it, in the order of docs/failover.md. */
export const takeOver: readonly Command[] = [...stopPrimary, ...failOver];

/** What a page says wherever it quotes {@link takeOver}. */
export const TAKING_OVER =
  "A takeover moves every service of the stack. Without a database prod's update ends with an error at the application's login: its pods are stopped by then, so go on. Where it succeeds, prod has left a final backup: leave primaryLost out, and dr restores that, so that nothing is lost.";

/** A question to the service's database, as its operator. The host comes from `PGHOST`: see the page's head. */
export function psql({ service }: Place, sql: string): Command {
  return { text: `psql -d ${service.database.name} -c "${sql}"`, objects: [], sql };
}

/** The log of the last day of a CronJob's pods. */
export const jobLog = (place: Place, job: string): Command =>
  kubectl(place, `logs -l app.kubernetes.io/component=${job} --since=24h --tail=200`);

/** The CronJob's own state: schedule, whether it is suspended, last success. */
export function cronJob(place: Place, job: string): Command {
  const name = cronJobName(place.service.id, job);
  return kubectl(place, `get cronjob ${name} -o wide`, ["CronJob", name]);
}

/** Name of a Job that no other has: a finished one keeps its name for days, and its end is not that of a new one. */
const unique = (job: string): string => `${job}-$(date +%s)`;

/** A run of a CronJob by hand, under a name of its own. */
export function runByHand(place: Place, job: string, name = cronJobName(place.service.id, job)): Command {
  return kubectl(place, `create job ${unique(job)} --from=cronjob/${name}`, ["CronJob", name]);
}

/** The same, and waiting for the end of that very run. @param timeout such as `2h` */
export function runAndAwait(
  place: Place,
  job: string,
  timeout: string,
  name = cronJobName(place.service.id, job),
): readonly Command[] {
  return [
    shell(`job=${unique(job)}`),
    kubectl(place, `create job $job --from=cronjob/${name}`, ["CronJob", name]),
    kubectl(place, `wait job/$job --for=condition=complete --timeout=${timeout}`),
  ];
}

/** One command for each of the workloads: on its Deployment, or on the object of another kind that has its name. */
export function each(
  place: Place,
  which: (workload: Service["workloads"][number]) => boolean,
  args: (name: string) => string,
  kind: ObjectKind = "Deployment",
): readonly Command[] {
  return place.service.workloads.filter(which).map(({ name }) => kubectl(place, args(name), [kind, name]));
}
