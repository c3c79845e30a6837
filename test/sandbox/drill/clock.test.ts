import { describe, expect, it } from "vitest";
import { createClock } from "../../../sandbox/drill/clock";

describe("clock", () => {
  it("turns true seconds into real milliseconds and back by its scale", () => {
    const clock = createClock(120);
    expect(clock.toRealMs(30)).toBe(250);
    expect(clock.toTrueSeconds(250)).toBe(30);
  });
  it("sleeps for the scaled time", async () => {
    const clock = createClock(1000);
    const begun = clock.now();
    await clock.sleep(20);
    const passed = clock.now() - begun;
    expect(passed).toBeGreaterThanOrEqual(18);
    expect(passed).toBeLessThan(5000);
  });
  it("ends a sleep early, without an error, when it is aborted", async () => {
    const clock = createClock(1);
    const stop = new AbortController();
    const sleeping = clock.sleep(3600, stop.signal);
    stop.abort();
    await expect(sleeping).resolves.toBeUndefined();
    await expect(clock.sleep(3600, AbortSignal.abort())).resolves.toBeUndefined();
  });
  it("tells the time of day", () => {
    expect(Math.abs(createClock(1).now() - Date.now())).toBeLessThan(1000);
  });
  it.each([0, 0.5, -1, Number.NaN, Number.POSITIVE_INFINITY])("refuses the scale %s", (scale) => {
    expect(() => createClock(scale)).toThrow(/clock: scale .* must be a number of at least 1/);
  });
});
