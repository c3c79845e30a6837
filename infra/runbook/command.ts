import type { Service } from "../catalog/types";
import { cronJobName } from "../naming";

/** Kinds of objects that a command may name. */
export type ObjectKind =
  | "Certificate"
  | "CronJob"
  | "Deployment"
  | "HorizontalPodAutoscaler"
  | "Namespace"
  | "PrometheusRule"
  | "ResourceQuota"
  | "ServiceMonitor";

/** An object that a command names; a test checks that the stack has it. */
export interface NamedObject {
  readonly kind: ObjectKind;
  readonly namespace: string;
  readonly name: string;
}

/** One line for a shell, and the objects that it needs. */
export interface Command {
  /** As it is typed; `<…>` stands for a value from the alert's labels or from the step before. */
  readonly text: string;
  /** Objects that it names. */
  readonly objects: readonly NamedObject[];
  /** The SQL in it, which a test runs; absent if there is none. */
  readonly sql?: string;
  /** When or why to run it, as a shell comment after it. @default always */
  readonly note?: string;
}

/** The environment whose commands a page quotes. */
export interface Place {
  readonly service: Service;
  /** Namespace of the service. */
  readonly namespace: string;
  /** Namespace of the monitoring, of the log collector and of its jobs. */
  readonly monitoring: string;
  /** Name of the stack. */
  readonly stack: string;
}

/** A command that names no object of the cluster. */
export const shell = (text: string): Command => ({ text, objects: [] });

/** `kubectl` in the service's namespace, with the objects that the arguments name. */
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

const up = (stack: string): Command => shell(`pulumi up --stack ${stack} --yes --skip-preview`);
const IF_IT_RESPONDS = "if prod's cluster responds";
const UNLESS_FENCED = "not if prod's update succeeded";

/**
 * Fences the primary, whose pods would write again as soon as their database is back. The drill runs the same commands.
 */
export const stopPrimary: readonly Command[] = [
  shell("pulumi config set lifeboat:posture fenced --stack prod"),
  up("prod"),
].map((command) => ({ ...command, note: IF_IT_RESPONDS }));

/** dr takes over from a primary that does not respond; the drill runs the same commands (STOCK-5). */
export const failOver: readonly Command[] = [
  shell("pulumi config set lifeboat:posture active --stack dr"),
  { ...shell("pulumi config set lifeboat:primaryLost true --stack dr"), note: UNLESS_FENCED },
  up("dr"),
];

/** All of it, in the order of docs/failover.md. */
export const takeOver: readonly Command[] = [...stopPrimary, ...failOver];

/** The same for one service alone, in the order of docs/failover.md. */
export function moveService({ service: { id } }: Pick<Place, "service">): readonly Command[] {
  const posture = (value: string, stack: string): Command =>
    shell(`pulumi config set --path lifeboat:postures.${id} ${value} --stack ${stack}`);
  return [
    { ...posture("fenced", "prod"), note: IF_IT_RESPONDS },
    { ...up("prod"), note: IF_IT_RESPONDS },
    posture("active", "dr"),
    {
      ...shell(`pulumi config set --path lifeboat:lostOnPrimary.${id} true --stack dr`),
      note: UNLESS_FENCED,
    },
    up("dr"),
  ];
}

/** What the update of prod says about a lost database. @param key what to leave out if it succeeds */
const withoutDatabase = (key: string): string =>
  `Without a database, prod's update fails at the application's login: go on, its pods are stopped by then. If it succeeds, prod has taken a final backup: do not set ${key}, and dr restores that backup without losing data.`;

/** The text of a page after {@link takeOver}. */
export const TAKING_OVER = `This moves every service of the stack; the commands under Common tasks move this one alone. ${withoutDatabase("primaryLost")}`;

/** The text of a page after {@link moveService}. */
export const MOVING_SERVICE = `This moves this service alone. ${withoutDatabase("lostOnPrimary")}`;

/** A query on the service's database, as its operator. The host comes from `PGHOST`: see the top of the page. */
export function psql({ service }: Place, sql: string): Command {
  return { text: `psql -d ${service.database.name} -c "${sql}"`, objects: [], sql };
}

/** The log of the last day of a CronJob's pods. */
export const jobLog = (place: Place, job: string): Command =>
  kubectl(place, `logs -l app.kubernetes.io/component=${job} --since=24h --tail=200`);

/** The CronJob's state: schedule, suspension, last success. */
export function cronJob(place: Place, job: string): Command {
  const name = cronJobName(place.service.id, job);
  return kubectl(place, `get cronjob ${name} -o wide`, ["CronJob", name]);
}

/** Unique name of a Job: a finished Job keeps its name for days, and would hide the end of a new one. */
const unique = (job: string): string => `${job}-$(date +%s)`;

/** A run of a CronJob by hand, under a unique name. */
export function runByHand(place: Place, job: string, name = cronJobName(place.service.id, job)): Command {
  return kubectl(place, `create job ${unique(job)} --from=cronjob/${name}`, ["CronJob", name]);
}

/** The same, and a wait for the end of that run. @param timeout such as `2h` */
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

/** One command per workload: on its Deployment, or on the object of another kind with its name. */
export function each(
  place: Place,
  which: (workload: Service["workloads"][number]) => boolean,
  args: (name: string) => string,
  kind: ObjectKind = "Deployment",
): readonly Command[] {
  return place.service.workloads.filter(which).map(({ name }) => kubectl(place, args(name), [kind, name]));
}

/** What to do when an alert fires. */
export interface Steps {
  /** First look, which changes nothing. */
  readonly look: readonly Command[];
  /** Remedies, in the order to try; empty if the first look or `then` says what to do. */
  readonly remedy: readonly Command[];
  /** What commands cannot say, in short sentences. @default nothing */
  readonly then?: string;
}

/** Steps by alert, for one environment. */
export type StepTable = Readonly<Record<string, (place: Place) => Steps>>;
