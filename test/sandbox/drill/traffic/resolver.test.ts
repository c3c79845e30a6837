import { describe, expect, it } from "vitest";
import { createResolver } from "../../../../sandbox/drill/traffic/resolver";
import { UnknownNameError, type Answer } from "../../../../sandbox/drill/traffic/records";

const addresses = new Map([
  ["lb.east", 1],
  ["lb.west", 2],
]);

/** A resolver at a scale of 100 over records that the test changes, and a clock that it sets. */
function setUp() {
  const records = new Map<string, Answer>();
  const asked: string[] = [];
  let nowMs = 0;
  const resolver = createResolver({
    authority: {
      answer: (name) => {
        asked.push(name);
        return records.get(name);
      },
    },
    addresses,
    clock: {
      scale: 100,
      now: () => nowMs,
      toRealMs: (trueSeconds) => trueSeconds * 10,
      toTrueSeconds: (realMs) => realMs / 10,
      sleep: () => Promise.reject(new Error("a resolver does not wait")),
    },
  });
  const point = (name: string, target: string, ttlSeconds: number, side?: string): void => {
    const failover = side === undefined ? undefined : "PRIMARY";
    records.set(name, { name, target, ttlSeconds, setIdentifier: side, failover });
  };
  return { ...{ resolver, records, asked, point }, at: (ms: number) => (nowMs = ms) };
}

describe("resolver", () => {
  it("tells port, final host, side and the shortest TTL of the chain", () => {
    const { resolver, point } = setUp();
    point("api", "own", 60, "primary");
    point("own", "lb.east", 30);
    expect(resolver.resolve("API")).toEqual({
      ...{ port: 1, answeredBy: "lb.east", side: "primary", ttlSeconds: 30 },
    });
  });
  it("knows no side of a host without a failover record", () => {
    const { resolver, point } = setUp();
    point("own", "lb.west", 60);
    expect(resolver.resolve("own")).toMatchObject({ port: 2, side: undefined });
    expect(resolver.resolve("lb.west")).toEqual({
      ...{ port: 2, answeredBy: "lb.west", side: undefined, ttlSeconds: 0 },
    });
  });
  it("keeps an answer for its scaled TTL and not longer", () => {
    const { resolver, point, asked, at } = setUp();
    point("api", "lb.east", 60);
    expect(resolver.resolve("api").port).toBe(1);
    point("api", "lb.west", 60);
    at(599);
    expect(resolver.resolve("api").port).toBe(1);
    expect(asked).toEqual(["api"]);
    at(600);
    expect(resolver.resolve("api").port).toBe(2);
    expect(asked).toEqual(["api", "api"]);
  });
  it("keeps each record of a chain for its own TTL", () => {
    const { resolver, point, asked, at } = setUp();
    point("api", "own", 60);
    point("own", "lb.east", 10);
    resolver.resolve("api");
    at(100);
    resolver.resolve("api");
    expect(asked).toEqual(["api", "own", "own"]);
  });
  it("keeps nothing with a TTL of 0", () => {
    const { resolver, point, asked } = setUp();
    point("api", "lb.east", 0);
    resolver.resolve("api");
    resolver.resolve("api");
    expect(asked).toHaveLength(2);
  });
  it("refuses an unknown name, and does not remember that it was unknown", () => {
    const { resolver, point } = setUp();
    expect(() => resolver.resolve("api")).toThrow(UnknownNameError);
    point("api", "lb.east", 60);
    expect(resolver.resolve("api").port).toBe(1);
  });
});
