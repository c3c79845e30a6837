import { endOf } from "../../sandbox/drill/cluster/job-progress";
import { LogCursor, readable } from "./log-lines";
import { failureOf, podsOf, started, stateOf, type Failure, type Pod } from "./pods";

/** What following a Job needs of its cluster. */
export interface Cluster {
  /** The Job; undefined where there is none. */
  job(): Promise<unknown>;
  /** List of its pods. */
  pods(): Promise<unknown>;
  /** A container's log with a time before each line, from a time on or all of it. */
  log(pod: string, container: string, since: string | undefined): Promise<string>;
  /** What the cluster says about the Job itself, newest last. */
  events(): Promise<readonly string[]>;
}

/** What following tells, and how it waits. */
export interface Listener {
  /** A line of the job's own log. */
  readonly log: (line: string) => void;
  /** A line about the job. */
  readonly note: (line: string) => void;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
}

const LOOK_MS = 2000;
/** From then on a Job without a pod is explained: a quota or an admission rule refuses it, and the Job's own state does not say so. */
const NO_POD_MS = 10_000;
/** A run that says nothing is said to run. */
const QUIET_MS = 60_000;
/** Longest silence of the API server. */
const SILENCE_MS = 300_000;
const MOST_OWN_CODE = 6;

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Follows one Job to its end. */
export class Following {
  private readonly cursors = new Map<string, LogCursor>();
  private readonly states = new Map<string, string>();
  /** How attempts failed, by pod: one that is deleted at the Job's deadline still did. */
  private readonly failures = new Map<string, Failure>();
  private lastSaid: number;
  private readonly startedAt: number;
  private explained = false;
  /** What was said of logs that cannot be read. */
  private readonly unread = new Set<string>();

  constructor(
    private readonly cluster: Cluster,
    private readonly listener: Listener,
    /** Attempts that the Job has at most. */
    private readonly attempts: number,
  ) {
    this.startedAt = this.lastSaid = listener.now();
  }

  /**
   * @returns the job's own exit code, 0 to 6; 1 where it was killed, deleted, or ran out of time
   * @throws Error where the API server does not respond for five minutes
   */
  async toItsEnd(): Promise<number> {
    const { now, pause } = this.listener;
    let heardAt = now();
    for (;;) {
      try {
        const code = await this.look();
        heardAt = now();
        if (code !== undefined) return code;
      } catch (error) {
        if (now() - heardAt > SILENCE_MS) throw error;
        this.note(`the cluster does not respond (${textOf(error)}); the job goes on, and this looks again`);
      }
      await pause(LOOK_MS);
    }
  }

  /** One look. @returns the exit code once it has ended */
  private async look(): Promise<number | undefined> {
    // The Job before its pods: what an ended Job's pods wrote is all there is.
    const job = await this.cluster.job();
    if (job === undefined) {
      this.note("the Job was deleted before it had reported its end");
      return 1;
    }
    const end = endOf(job);
    const pods = podsOf(await this.cluster.pods());
    for (const [index, pod] of pods.entries()) await this.lookAt(pod, index + 1);
    if (end === undefined) {
      await this.explain(pods.length);
      return undefined;
    }
    if (end.succeeded) return 0;
    return this.failed(end.message);
  }

  private async lookAt(pod: Pod, attempt: number): Promise<void> {
    const { name, uid } = pod.metadata;
    for (const container of started(pod)) {
      const key = `${uid} ${container}`;
      const cursor = this.cursors.get(key) ?? new LogCursor();
      this.cursors.set(key, cursor);
      for (const line of cursor.take(await this.logOf(name, container, cursor.since))) {
        this.listener.log(readable(line));
        this.lastSaid = this.listener.now();
      }
    }
    const failure = failureOf(pod);
    if (failure !== undefined) this.failures.set(uid, failure);
    const state = stateOf(pod);
    if (this.states.get(uid) === state) return;
    this.states.set(uid, state);
    this.note(`pod ${name} (attempt ${attempt} of at most ${this.attempts}) ${state}`);
  }

  /** What a container wrote; nothing where its log cannot be read now: the Job's own state says how it goes on. */
  private async logOf(pod: string, container: string, since: string | undefined): Promise<string> {
    try {
      return await this.cluster.log(pod, container, since);
    } catch (error) {
      const said = `the log of ${pod} cannot be read: ${textOf(error)}`;
      if (!this.unread.has(said)) this.note(said);
      this.unread.add(said);
      return "";
    }
  }

  /** Says what no log says: why there is no pod, or that nothing is new. */
  private async explain(pods: number): Promise<void> {
    const now = this.listener.now();
    if (pods === 0 && !this.explained && now - this.startedAt > NO_POD_MS) {
      this.explained = true;
      const [said = "no event says why"] = (await this.cluster.events()).slice(-1);
      this.note(`the Job has no pod yet: ${said}`);
    } else if (now - this.lastSaid > QUIET_MS)
      this.note(`nothing new; begun ${Math.round((now - this.startedAt) / 1000)} s ago`);
  }

  private failed(message: string): number {
    const last = [...this.failures.values()].at(-1);
    this.note(`the Job failed: ${message}`);
    const code = last?.code;
    return code !== undefined && code > 0 && code <= MOST_OWN_CODE ? code : 1;
  }

  private note(line: string): void {
    this.lastSaid = this.listener.now();
    this.listener.note(line);
  }
}
