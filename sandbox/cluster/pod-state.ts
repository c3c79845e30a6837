import { z } from "zod";
import type { Change } from "./cluster-api";

const ending = z.object({ exitCode: z.number(), reason: z.string().default("") });
const status = z.object({
  phase: z.string().default("Pending"),
  reason: z.string().optional(),
  message: z.string().default(""),
  podIP: z.string().optional(),
  containerStatuses: z
    .array(
      z.object({
        state: z.object({
          waiting: z.object({ reason: z.string().default(""), message: z.string().default("") }).optional(),
          running: z.unknown().optional(),
          terminated: ending.optional(),
        }),
      }),
    )
    .default([]),
});
const schema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  status: status.prefault({}),
});

/** Reasons for which a waiting container will never run, however often the kubelet retries. */
const HOPELESS = [
  ...["CreateContainerConfigError", "CreateContainerError", "InvalidImageName"],
  ...["ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull"],
];

/** Exit codes from here on are of a process that a signal ended. Why, the pod says once it is over, a second later. */
const BY_SIGNAL = 128;

/** What the API says of a pod with one container. */
export interface PodState {
  /** `<namespace>/<name>`. */
  readonly pod: string;
  /** Its own address; undefined before it has one. */
  readonly address: string | undefined;
  /** Whether its container runs or has run. */
  readonly started: boolean;
  /** How it ended; undefined while it has not. */
  readonly end: z.infer<typeof ending> | undefined;
  /** Why it never will run; undefined where it may. */
  readonly problem: string | undefined;
}

/** Reads the state from a change that the API reported. */
export function podState({ type, object }: Change): PodState {
  const { metadata, status } = schema.parse(object);
  const [container] = status.containerStatuses;
  const { waiting, running, terminated } = container?.state ?? {};
  const isOver = status.phase === "Succeeded" || status.phase === "Failed";
  const end =
    terminated !== undefined && (isOver || terminated.exitCode < BY_SIGNAL)
      ? { exitCode: terminated.exitCode, reason: status.reason ?? terminated.reason }
      : undefined;
  const problem = (): string | undefined => {
    if (end !== undefined) return undefined;
    if (isOver) return `${status.reason ?? status.phase}: ${status.message}`;
    if (waiting !== undefined && HOPELESS.includes(waiting.reason))
      return `${waiting.reason}: ${waiting.message}`;
    return type === "DELETED" ? "was deleted before it ended" : undefined;
  };
  return {
    pod: `${metadata.namespace}/${metadata.name}`,
    address: status.podIP,
    started: running !== undefined || terminated !== undefined,
    end,
    problem: problem(),
  };
}
