import type { JobName } from "../catalog/jobs";
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
  /** Stack whose database the variables of libpq must name; absent if it asks none. */
  readonly database?: string;
  /** When or why to run it: a comment before it, which it shares with the commands after it that say the same. @default always */
  readonly note?: string;
  /** The one case in which it is run: the command is then in a comment, so that a pasted block does not run it. @default any */
  readonly onlyIf?: string;
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

/** The shell's variable with the name of the context of a stack's cluster. */
export const contextVariable = (stack: string): string => stack.toUpperCase().replaceAll(/\W/g, "_");

/**
 * The context of a stack's cluster: a shell refuses the command while the variable is not set, and kubectl would take the context
 * that was used last.
 */
export const contextOf = (stack: string): string => `"\${${contextVariable(stack)}:?}"`;

/** The lines that set what {@link contextOf} needs. */
export const exportContexts = (stacks: readonly string[]): readonly Command[] =>
  stacks.map((stack) =>
    shell(`export ${contextVariable(stack)}=$(pulumi config get kubernetes:context --stack ${stack})`),
  );

/** `kubectl` in the stack's cluster, in no namespace or in all. */
export const inCluster = ({ stack }: Pick<Place, "stack">, args: string): string =>
  `kubectl --context ${contextOf(stack)} ${args}`;

/** `kubectl` in the service's namespace, with the objects that the arguments name. */
export function kubectl(
  place: Pick<Place, "namespace" | "stack">,
  args: string,
  ...names: readonly (readonly [ObjectKind, string])[]
): Command {
  const { namespace } = place;
  return {
    text: inCluster(place, `-n ${namespace} ${args}`),
    objects: names.map(([kind, name]) => ({ kind, namespace, name })),
  };
}

/** `pulumi` on the stack. */
export const pulumi = ({ stack }: Place, args: string): Command => shell(`pulumi ${args} --stack ${stack}`);

const up = (stack: string): Command => shell(`pulumi up --stack ${stack} --yes --skip-preview`);
// A shell that knows no comments at its prompt would take an apostrophe for the beginning of a word.
const IF_IT_RESPONDS = "if the cluster of prod responds:";
const UNLESS_FENCED = "the update of prod failed or could not run";

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
  { ...shell("pulumi config set lifeboat:primaryLost true --stack dr"), onlyIf: UNLESS_FENCED },
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
      onlyIf: UNLESS_FENCED,
    },
    up("dr"),
  ];
}

/** What the update of prod says about a lost database. @param key what to set if it failed */
const withoutDatabase = (key: string): string =>
  `If prod's update succeeds, prod has taken a final backup, and dr restores that one without losing data. Without a database, the update fails at the application's login; prod's pods are stopped by then. Only if it failed or could not run, set ${key} as the comment says: until then dr refuses to take over.`;

/** The text of a page after {@link takeOver}. */
export const TAKING_OVER = `The commands under Common tasks move this service alone. ${withoutDatabase("primaryLost")}`;

/** The text of a page after {@link moveService}. */
export const MOVING_SERVICE = `This moves this service alone. ${withoutDatabase("lostOnPrimary")}`;

/** A query on the service's database, as the server's administrator. Server and login come from {@link exportDatabase}. */
export function psql({ service, stack }: Place, sql: string): Command {
  return { text: `psql -d ${service.database.name} -c "${sql}"`, objects: [], sql, database: stack };
}

/** Another program of libpq's, or a statement that a test cannot run as it is written. */
export const libpq = ({ stack }: Place, text: string): Command => ({ text, objects: [], database: stack });

/** The variables of libpq for the server of a stack's service. */
export function exportDatabase({ service, stack }: Place): readonly Command[] {
  const { id, database } = service;
  const get = (key: string): string => `pulumi config get ${key} --stack ${stack}`;
  /** Config need not set it. */
  const orElse = (key: string, standard: string): string => `$(${get(key)} 2>/dev/null || echo ${standard})`;
  return [
    `export PGHOST=$(${get(`--path lifeboat:databaseHosts.${id}`)})`,
    `export PGPORT=${orElse(`--path lifeboat:databasePorts.${id}`, String(database.port ?? 5432))}`,
    `export PGSSLMODE=${orElse("lifeboat:sslMode", "require")}`,
    `export PGSSLROOTCERT=${orElse("lifeboat:databaseAuthorityFile", '""')}`,
    `export PGUSER=${orElse("lifeboat:databaseAdminUser", "lifeboat_admin")}`,
    `export PGPASSWORD=$(${get(`--path lifeboat:databaseSecrets.${id}.admin`)})`,
  ].map(shell);
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

/** The same, and its log to the end of that run, whether it succeeds or fails. */
export function runAndFollow(
  place: Place,
  job: string,
  name = cronJobName(place.service.id, job),
): readonly Command[] {
  return [
    shell(`job=${unique(job)}`),
    kubectl(place, `create job $job --from=cronjob/${name}`, ["CronJob", name]),
    kubectl(place, "logs -f job/$job --pod-running-timeout=5m"),
  ];
}

/** A job by the operator's command, which follows it to its end. @param given parameters, `NAME=value` with spaces between */
export const operated = (
  { service: { id }, stack }: Pick<Place, "service" | "stack">,
  job: JobName,
  given = "",
): Command => shell(`npm run job -- ${id} ${job} --stack ${stack}${given === "" ? "" : ` ${given}`}`);

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
  /** What must be so before the remedies are pasted, in short sentences. @default nothing */
  readonly before?: string;
  /** Remedies, in the order to try; empty if the first look or `then` says what to do. */
  readonly remedy: readonly Command[];
  /** What commands cannot say, in short sentences. @default nothing */
  readonly then?: string;
}

/** Steps by alert, for one environment. */
export type StepTable = Readonly<Record<string, (place: Place) => Steps>>;
