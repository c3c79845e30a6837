import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { parsed } from "../../servers/pod/manifest";
import { podTemplate } from "./pod-template";
import { type StoredObject, nameOf, told } from "./stored-object";

const exitCodes = z.looseObject({
  containerName: z.string().optional(),
  operator: z.enum(["In", "NotIn"]),
  values: z.array(z.number()),
});
const jobSpec = z.looseObject({
  backoffLimit: z.number().default(6),
  activeDeadlineSeconds: z.number().optional(),
  podFailurePolicy: z
    .looseObject({
      rules: z.array(z.looseObject({ action: z.string(), onExitCodes: exitCodes.optional() })),
    })
    .optional(),
  template: podTemplate,
});

/** A Job's spec as the cluster's stand-in reads it. */
export type JobSpec = z.infer<typeof jobSpec>;

/** How one pod of a job ended. */
export interface Attempt {
  /** Container that ended last: the job's own, or the init container that failed. */
  readonly container: string;
  readonly exitCode: number;
  /** What it says about its failure. */
  readonly message: string;
  /** True when activeDeadlineSeconds ended it. */
  readonly deadlineExceeded: boolean;
}

/** How a job is run. */
export interface JobRun {
  /** Runs one pod to its end. @param deadlineSeconds what is left of activeDeadlineSeconds; undefined means no limit */
  readonly attempt: (spec: JobSpec, deadlineSeconds: number | undefined) => Promise<Attempt>;
  /** Milliseconds between two pods. */
  readonly pauseMs: number;
  /** Hears why a pod failed that another one follows. @default nobody */
  readonly onRetry?: (why: string) => void;
  /** Ends the job. */
  readonly signal: AbortSignal;
}

/** What a failed job or roll-out asks of the operator. */
export const REMEDY = "Mend the cause, then run pulumi up again: what is done stays done.";

/** Reads a Job. @throws naming what is wrong with it. */
export function readJob(job: StoredObject): JobSpec {
  const name = told(nameOf(job));
  const spec = parsed(jobSpec, job["spec"], name);
  const { containers } = spec.template.spec;
  if (containers.length === 1) return spec;
  throw new Error(
    `${name} has ${containers.length} containers; one is run here: make the others init containers.`,
  );
}

/** True when the job's podFailurePolicy says that no other pod may be tried after this end. */
export function isFinal({ podFailurePolicy }: JobSpec, { container, exitCode }: Attempt): boolean {
  const matching = podFailurePolicy?.rules.find(({ onExitCodes }) => {
    if (onExitCodes === undefined || (onExitCodes.containerName ?? container) !== container) return false;
    return onExitCodes.values.includes(exitCode) === (onExitCodes.operator === "In");
  });
  return matching?.action === "FailJob";
}

/**
 * Runs a Job as its controller does: one pod after another until one ends well or backoffLimit is reached.
 * @throws naming job, exit code, the job's own last word and the remedy when it fails.
 */
export async function runJob(
  job: StoredObject,
  { attempt, pauseMs, onRetry, signal }: JobRun,
): Promise<void> {
  const spec = readJob(job);
  const name = told(nameOf(job));
  const begin = performance.now();
  for (let tried = 0; ; tried += 1) {
    const gone = Math.floor((performance.now() - begin) / 1000);
    const limit = spec.activeDeadlineSeconds;
    const end = await attempt(spec, limit === undefined ? undefined : Math.max(1, limit - gone));
    if (end.exitCode === 0) return;
    if (signal.aborted) throw cancelled(name);
    if (end.deadlineExceeded) {
      throw new Error(`${name} was stopped after its ${limit ?? 0} s: ${end.message}. ${REMEDY}`);
    }
    if (tried >= spec.backoffLimit || isFinal(spec, end)) throw new Error(failure(name, end, tried + 1));
    onRetry?.(`container ${end.container} ended with exit code ${end.exitCode}: ${end.message}`);
    await sleep(pauseMs, undefined, { signal }).catch(() => {
      throw cancelled(name);
    });
  }
}

const cancelled = (name: string): Error =>
  new Error(`${name} was stopped: the update was cancelled. ${REMEDY}`);

function failure(name: string, { container, exitCode, message }: Attempt, tries: number): string {
  const tried = tries === 1 ? "" : ` in the last of ${tries} tries`;
  const sentence = message.replace(/[.\s]+$/, "");
  return `${name} failed: container ${container} ended with exit code ${exitCode}${tried}: ${sentence}. ${REMEDY}`;
}
