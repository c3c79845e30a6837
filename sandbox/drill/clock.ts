import { setTimeout as wait } from "node:timers/promises";

/**
 * Time of a drill. Time that is only waited through (health checks, TTLs) passes `scale` times as fast as declared;
 * work (restores, pods) is never scaled, so it is not asked of the clock at all.
 */
export interface Clock {
  /** True seconds in one real second, at least 1. */
  readonly scale: number;
  /** Waits for true seconds, that is `trueSeconds / scale` real ones; ends early, without an error, when aborted. */
  sleep(trueSeconds: number, signal?: AbortSignal): Promise<void>;
  /** Real milliseconds since 1970, never going back. */
  now(): number;
  /** Real milliseconds as true seconds. */
  toTrueSeconds(realMs: number): number;
  /** True seconds as real milliseconds. */
  toRealMs(trueSeconds: number): number;
}

/**
 * A clock for one drill.
 * @throws RangeError when the scale is no finite number of at least 1.
 */
export function createClock(scale: number): Clock {
  if (!Number.isFinite(scale) || scale < 1)
    throw new RangeError(`clock: scale ${scale} must be a number of at least 1; 1 is real time`);
  const toRealMs = (trueSeconds: number): number => (trueSeconds * 1000) / scale;
  return {
    scale,
    sleep: async (trueSeconds, signal) => {
      const options = signal === undefined ? {} : { signal };
      await wait(Math.max(0, toRealMs(trueSeconds)), undefined, options).catch(() => undefined);
    },
    now: () => performance.timeOrigin + performance.now(),
    toTrueSeconds: (realMs) => (realMs * scale) / 1000,
    toRealMs,
  };
}
