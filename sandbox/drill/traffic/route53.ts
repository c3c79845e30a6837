import https from "node:https";
import type { Clock } from "../clock";
import {
  NEW_LOCATION,
  observed,
  statusOf,
  type EndpointCheck,
  type HealthCheck,
  type LocationState,
} from "./health-check";
import { probe } from "./probe";
import { answerOf, follow, type Answer, type Followed, type RecordSet } from "./records";

/** Health checkers of one check; AWS has several in each region that is named. */
export const LOCATIONS = 3;

const CONNECT_LIMIT_SECONDS = 4;
const ANSWER_LIMIT_SECONDS = 2;
// Answering is work, which is not scaled. A busy machine that cannot finish its TLS handshakes in time starts them
// again, gets busier and never recovers: with 500 ms and a fifth of one core, every endpoint seemed to be down.
const LEAST_LIMIT_MS = 2000;

/** Zones' record sets and health checks. */
export interface Route53Data {
  readonly recordSets: readonly RecordSet[];
  readonly healthChecks: readonly HealthCheck[];
}

/** A health check that changed its status. */
export interface HealthChange {
  readonly id: string;
  /** Its host and path, or the ids that it counts; for people. */
  readonly subject: string;
  /** New status, inversion included. */
  readonly healthy: boolean;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What Route 53 needs to know. */
export interface Route53Options {
  readonly data: Route53Data;
  /** Ports on 127.0.0.1 of host names at which chains end: the ingresses' own. */
  readonly addresses: ReadonlyMap<string, number>;
  readonly clock: Clock;
  /** From 0 to less than 1: phases of the checkers, choice among weights. @default Math.random */
  readonly random?: () => number;
}

/** Route 53 as clients and records see it: checkers that ask, and names that answer by what they found. */
export interface Route53 {
  /** What is answered for a name now; undefined without a record. */
  answer(name: string): Answer | undefined;
  /** Follows a name to an address, as a client without a cache. @throws UnknownNameError */
  follow(name: string): Followed;
  /** Status of a health check. @throws when there is none of this id. */
  isHealthy(id: string): boolean;
  /** Every change of status so far, oldest first; a check's first status is none. */
  readonly changes: readonly HealthChange[];
  /**
   * Takes over changed records and checks; a check that is still there keeps what its locations think.
   * @throws when a record or a check counts on a check that is not there; then all stays as it was.
   */
  load(data: Route53Data): void;
  /** Stops asking and waits until the last question has ended. */
  close(): Promise<void>;
}

/** What checkers know of an endpoint check; a changed check takes the place of the old one. */
interface Patrolled {
  check: EndpointCheck;
  readonly locations: LocationState[];
}

/** An endpoint check at work. */
interface Watch extends Patrolled {
  readonly stop: AbortController;
  readonly done: Promise<unknown>;
}

const subjectOf = (check: HealthCheck): string =>
  check.kind === "endpoint"
    ? `${check.inverted ? "not " : ""}https://${check.host}${check.path}`
    : `${check.healthThreshold} of ${check.children.join(", ")}`;

/** Time limits of a question in real milliseconds: AWS's own 4 s and 2 s, scaled down to 2 s at most. */
export function probeLimits(
  clock: Pick<Clock, "toRealMs">,
): Readonly<Record<"connectLimitMs" | "answerLimitMs", number>> {
  const limitMs = (seconds: number): number => Math.max(LEAST_LIMIT_MS, clock.toRealMs(seconds));
  return { connectLimitMs: limitMs(CONNECT_LIMIT_SECONDS), answerLimitMs: limitMs(ANSWER_LIMIT_SECONDS) };
}

/** The checks by id. @throws when a record or a check counts on one that is not there. */
function checkedChecks({ recordSets, healthChecks }: Route53Data): ReadonlyMap<string, HealthCheck> {
  const checks = new Map(healthChecks.map((check) => [check.id, check]));
  for (const id of checks.keys()) statusOf(id, checks, () => []);
  for (const { name, healthCheckId } of recordSets)
    if (healthCheckId !== undefined && !checks.has(healthCheckId))
      throw new Error(
        `record ${name}: health check ${healthCheckId} does not exist; apply it before the record`,
      );
  return checks;
}

/** Starts the checkers. @throws when a record or a check counts on a check that is not there. */
export function startRoute53({ data, addresses, clock, random = Math.random }: Route53Options): Route53 {
  const agent = new https.Agent({ keepAlive: true });
  const limits = probeLimits(clock);
  const changes: HealthChange[] = [];
  const watches = new Map<string, Watch>();
  const statuses = new Map<string, boolean>();
  let recordSets: readonly RecordSet[] = [];
  let checks: ReadonlyMap<string, HealthCheck> = new Map();

  const isHealthy = (id: string): boolean => statusOf(id, checks, (one) => watches.get(one)?.locations ?? []);
  const answer = (name: string): Answer | undefined => answerOf(recordSets, name, isHealthy, random);

  const noteChanges = (): void => {
    for (const [id, check] of checks) {
      const healthy = isHealthy(id);
      if (statuses.has(id) && statuses.get(id) !== healthy)
        changes.push({ id, subject: subjectOf(check), healthy, at: clock.now() });
      statuses.set(id, healthy);
    }
  };

  /** Undefined when the question was broken off: that says nothing of the endpoint. */
  const ask = async (
    { host, path, search }: EndpointCheck,
    signal: AbortSignal,
  ): Promise<boolean | undefined> => {
    let port: number;
    try {
      port = follow(host, answer, addresses).port;
    } catch {
      return false;
    }
    const good = await probe({ port, host, path, search, ...limits, agent }, signal);
    return signal.aborted ? undefined : good;
  };

  const note = ({ check, locations }: Patrolled, index: number, good: boolean | undefined): void => {
    if (good === undefined) return;
    const before = locations[index] ?? NEW_LOCATION;
    const after = observed(before, good, check.failureThreshold);
    locations[index] = after;
    if (after.healthy !== before.healthy) noteChanges();
  };

  const patrol = async (watch: Patrolled, index: number, signal: AbortSignal): Promise<void> => {
    await clock.sleep(watch.check.intervalSeconds * random(), signal);
    let due = clock.now();
    while (!signal.aborted) {
      const good = watch.check.disabled ? undefined : await ask(watch.check, signal);
      note(watch, index, good);
      const intervalMs = clock.toRealMs(watch.check.intervalSeconds);
      // Questions that a slow answer has left no time for are left out, not caught up.
      due += intervalMs * Math.max(1, Math.ceil((clock.now() - due) / intervalMs));
      await clock.sleep(clock.toTrueSeconds(due - clock.now()), signal);
    }
  };

  const watchOver = (check: EndpointCheck): Watch => {
    const stop = new AbortController();
    const watch = { check, stop, locations: Array.from({ length: LOCATIONS }, () => NEW_LOCATION) };
    const done = Promise.all(watch.locations.map((_, index) => patrol(watch, index, stop.signal)));
    return Object.assign(watch, { done });
  };

  const load = (next: Route53Data): void => {
    checks = checkedChecks(next);
    recordSets = next.recordSets;
    for (const check of next.healthChecks) {
      const watch = watches.get(check.id);
      if (check.kind !== "endpoint") continue;
      if (watch === undefined) watches.set(check.id, watchOver(check));
      else watch.check = check;
    }
    for (const [id, { stop }] of watches) {
      if (checks.has(id)) continue;
      stop.abort();
      watches.delete(id);
    }
    for (const id of [...statuses.keys()].filter((one) => !checks.has(one))) statuses.delete(id);
    noteChanges();
  };

  load(data);
  return {
    answer,
    follow: (name) => follow(name, answer, addresses),
    isHealthy,
    changes,
    load,
    close: async () => {
      const all = [...watches.values()];
      for (const { stop } of all) stop.abort();
      await Promise.all(all.map(({ done }) => done));
      agent.destroy();
    },
  };
}
