import { z } from "zod";
import { exitCodes } from "../../infra/catalog/exit-codes";

const state = z.looseObject({
  waiting: z.looseObject({ reason: z.string().default(""), message: z.string().default("") }).optional(),
  running: z.looseObject({}).optional(),
  terminated: z.looseObject({ exitCode: z.number(), reason: z.string().default("") }).optional(),
});
const status = z.looseObject({ name: z.string(), state: state.default({}) });
const condition = z.looseObject({
  type: z.string(),
  status: z.string(),
  reason: z.string().default(""),
  message: z.string().default(""),
});
const pod = z.looseObject({
  metadata: z.looseObject({ name: z.string(), uid: z.string(), creationTimestamp: z.string() }),
  status: z
    .looseObject({
      phase: z.string().default(""),
      reason: z.string().default(""),
      message: z.string().default(""),
      conditions: z.array(condition).default([]),
      initContainerStatuses: z.array(status).default([]),
      containerStatuses: z.array(status).default([]),
    })
    .default({
      phase: "",
      reason: "",
      message: "",
      conditions: [],
      initContainerStatuses: [],
      containerStatuses: [],
    }),
});

/** One attempt of a Job. */
export type Pod = z.infer<typeof pod>;

/** The pods of a Job from the oldest to the newest. @param list as the API server has it */
export function podsOf(list: unknown): readonly Pod[] {
  const { items } = z.looseObject({ items: z.array(pod) }).parse(list);
  return items.toSorted((one, other) =>
    `${one.metadata.creationTimestamp} ${one.metadata.name}`.localeCompare(
      `${other.metadata.creationTimestamp} ${other.metadata.name}`,
    ),
  );
}

const statuses = ({ status: { initContainerStatuses, containerStatuses } }: Pod) => [
  ...initContainerStatuses,
  ...containerStatuses,
];

/** Names of the containers that have written, or may have. */
export const started = (of: Pod): readonly string[] =>
  statuses(of)
    .filter(({ state: { running, terminated } }) => running !== undefined || terminated !== undefined)
    .map(({ name }) => name);

/** Why a pod was evicted, preempted or lost with its node: that says nothing about the job, and is no attempt. */
function disruption({ status: { conditions, reason, message } }: Pod): string | undefined {
  const found = conditions.find((each) => each.type === "DisruptionTarget" && each.status === "True");
  if (found !== undefined) return `${found.reason}: ${found.message}`;
  return reason === "Evicted" || reason === "NodeLost" ? `${reason}: ${message}` : undefined;
}

/** How an attempt failed. */
export interface Failure {
  /** Exit code of the container that failed first; undefined where none of them ended, as in a pod that was evicted. */
  readonly code: number | undefined;
  readonly text: string;
}

const meaning = (code: number): string =>
  exitCodes.find((each) => each.code === String(code))?.description ??
  (code === 137 ? "killed" : code === 143 ? "ended by a signal" : "unknown");

/** How an attempt failed; undefined while it has not. */
export function failureOf(of: Pod): Failure | undefined {
  const disrupted = disruption(of);
  const ended = statuses(of).find(({ state: { terminated } }) => (terminated?.exitCode ?? 0) !== 0);
  const terminated = ended?.state.terminated;
  if (disrupted !== undefined)
    return { code: undefined, text: `was disrupted (${disrupted}); this does not count as an attempt` };
  if (ended === undefined || terminated === undefined)
    return of.status.phase === "Failed"
      ? { code: undefined, text: `failed: ${of.status.reason} ${of.status.message}`.trim() }
      : undefined;
  const { exitCode, reason } = terminated;
  const why = reason === "" || reason === "Error" ? meaning(exitCode) : reason;
  const memory = reason === "OOMKilled" ? "; its memory limit was reached: the log has no line of it" : "";
  return { code: exitCode, text: `container ${ended.name} ended with ${exitCode} (${why}${memory})` };
}

/** Where an attempt is, as text that only changes with it. */
export function stateOf(of: Pod): string {
  const failed = failureOf(of);
  if (failed !== undefined) return failed.text;
  if (of.status.phase === "Succeeded") return "succeeded";
  const unscheduled = of.status.conditions.find(
    ({ type, status: is, message }) => type === "PodScheduled" && is === "False" && message !== "",
  );
  if (unscheduled !== undefined) return `waits for a node: ${unscheduled.message}`;
  const waiting = statuses(of).flatMap(({ state: { waiting: each } }) => each ?? [])[0];
  if (waiting !== undefined) {
    // The back-off's message has a time that grows.
    const said = waiting.message.replace(/^back-off \S+ /, "back-off ");
    return `waits: ${waiting.reason || "ContainerCreating"}${said === "" ? "" : `: ${said}`}`;
  }
  return of.status.phase === "Running" ? "runs" : "waits";
}
