import { describe, expect, it } from "vitest";
import {
  endpointHealthy,
  NEW_LOCATION,
  observed,
  parseHealthChecks,
  statusOf,
  type HealthCheck,
  type LocationState,
} from "../../../../sandbox/drill/traffic/health-check";

const config = (more: object): object => ({
  Id: "c",
  CallerReference: "r",
  HealthCheckConfig: {
    ...{ Type: "HTTPS", FullyQualifiedDomainName: "DR.example.com", Port: 443, ResourcePath: "/health" },
    ...{ RequestInterval: 10, FailureThreshold: 3, EnableSNI: true, Inverted: false, Disabled: false },
    ...more,
  },
});

const after = (answers: readonly boolean[], threshold: number): LocationState =>
  answers.reduce((state, good) => observed(state, good, threshold), NEW_LOCATION);
const locations = (...healthy: readonly boolean[]): LocationState[] =>
  healthy.map((one) => ({ healthy: one, streak: 0 }));

describe("health checks", () => {
  it("are read in the API's form", () => {
    expect(parseHealthChecks([config({})])).toEqual([
      {
        ...{ id: "c", inverted: false, disabled: false, kind: "endpoint", host: "dr.example.com" },
        ...{ path: "/health", search: undefined, intervalSeconds: 10, failureThreshold: 3 },
      },
    ]);
  });
  it("search only where the type says so", () => {
    expect(parseHealthChecks([config({ SearchString: "ok" })])).toMatchObject([{ search: undefined }]);
    expect(parseHealthChecks([config({ Type: "HTTPS_STR_MATCH", SearchString: "ok" })])).toMatchObject([
      { search: "ok" },
    ]);
  });
  it("have the API's defaults: 30 s, 3 in a row, the root", () => {
    const bare = { Id: "c", HealthCheckConfig: { Type: "HTTPS", FullyQualifiedDomainName: "a" } };
    expect(parseHealthChecks([bare])).toMatchObject([
      { path: "/", intervalSeconds: 30, failureThreshold: 3, inverted: false, disabled: false },
    ]);
  });
  it("count others with a threshold", () => {
    const calculated = {
      Id: "sum",
      HealthCheckConfig: {
        Type: "CALCULATED",
        ChildHealthChecks: ["a", "b"],
        HealthThreshold: 1,
        Inverted: true,
      },
    };
    expect(parseHealthChecks([calculated])).toEqual([
      {
        ...{ id: "sum", inverted: true, disabled: false, kind: "calculated" },
        ...{ children: ["a", "b"], healthThreshold: 1 },
      },
    ]);
  });
  it.each([
    [{ Type: "TCP" }, "health check c: type TCP is not played"],
    [{ FullyQualifiedDomainName: undefined }, "health check c: has no FullyQualifiedDomainName"],
    [{ Type: "HTTPS_STR_MATCH" }, "health check c: HTTPS_STR_MATCH without SearchString"],
  ])("are refused with %j", (more, message) => {
    expect(() => parseHealthChecks([config(more)])).toThrow(message);
  });
});

describe("a location", () => {
  it("holds a new endpoint for healthy until the threshold is reached", () => {
    expect(after([false, false], 3)).toEqual({ healthy: true, streak: 2 });
    expect(after([false, false, false], 3)).toEqual({ healthy: false, streak: 0 });
  });
  it("starts counting again after a response that agrees", () => {
    expect(after([false, false, true, false, false], 3)).toEqual({ healthy: true, streak: 2 });
  });
  it("needs as many good answers to take it back", () => {
    const down = [false, false, false];
    expect(after([...down, true, true], 3).healthy).toBe(false);
    expect(after([...down, true, false, true, true], 3).healthy).toBe(false);
    expect(after([...down, true, true, true], 3).healthy).toBe(true);
  });
  it("changes its mind at once with a threshold of 1", () => {
    expect(after([false], 1).healthy).toBe(false);
  });
});

describe("an endpoint", () => {
  it("is healthy when more than 18 % of the locations say so", () => {
    expect(endpointHealthy(locations(true, false, false))).toBe(true);
    expect(endpointHealthy(locations(false, false, false))).toBe(false);
    const of = (count: number): LocationState[] =>
      Array.from({ length: 50 }, (_, index) => ({ healthy: index < count, streak: 0 }));
    expect([endpointHealthy(of(9)), endpointHealthy(of(10))]).toEqual([false, true]);
  });
});

describe("status", () => {
  const endpoint = (id: string, more: Partial<HealthCheck> = {}): HealthCheck =>
    ({
      ...{ id, inverted: false, disabled: false, kind: "endpoint", host: id, path: "/" },
      ...{ search: undefined, intervalSeconds: 10, failureThreshold: 3 },
      ...more,
    }) as HealthCheck;
  const sum = (children: readonly string[], healthThreshold: number, inverted = false): HealthCheck => ({
    ...{ id: "sum", inverted, disabled: false, kind: "calculated" },
    ...{ children, healthThreshold },
  });
  const status = (checks: readonly HealthCheck[], id: string, up: readonly string[]): boolean =>
    statusOf(id, new Map(checks.map((check) => [check.id, check])), (one) => locations(up.includes(one)));

  it("of an inverted check is the reverse", () => {
    expect(status([endpoint("a", { inverted: true })], "a", ["a"])).toBe(false);
    expect(status([endpoint("a", { inverted: true })], "a", [])).toBe(true);
  });
  it("of a disabled check is healthy, inverted unhealthy", () => {
    expect(status([endpoint("a", { disabled: true })], "a", [])).toBe(true);
    expect(status([endpoint("a", { disabled: true, inverted: true })], "a", [])).toBe(false);
  });
  it.each([
    [0, [], true],
    [1, [], false],
    [1, ["b"], true],
    [2, ["b"], false],
    [2, ["a", "b"], true],
    [3, ["a", "b"], false],
  ])("of a check that wants %i of two, with %j up, is %s", (threshold, up, expected) => {
    expect(status([endpoint("a"), endpoint("b"), sum(["a", "b"], threshold)], "sum", up)).toBe(expected);
  });
  it("counts children with their inversion, and counts counts", () => {
    const checks = [
      endpoint("own"),
      endpoint("peer", { inverted: true }),
      sum(["own"], 1),
      { ...sum(["sum", "peer"], 2), id: "primary" },
    ];
    expect(status(checks, "primary", ["own"])).toBe(true);
    expect(status(checks, "primary", ["own", "peer"])).toBe(false);
    expect(status(checks, "primary", [])).toBe(false);
  });
  it("refuses a check that is not there, and one that counts itself", () => {
    expect(() => status([sum(["gone"], 1)], "sum", [])).toThrow("health check sum → gone: does not exist");
    expect(() => status([sum(["sum"], 1)], "sum", [])).toThrow("health check sum → sum: counts itself");
  });
});
