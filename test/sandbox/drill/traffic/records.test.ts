import { describe, expect, it } from "vitest";
import {
  answerOf,
  follow,
  normalName,
  parseRecordSets,
  UnknownNameError,
  type RecordSet,
} from "../../../../sandbox/drill/traffic/records";

const set = (name: string, target: string, more: Partial<RecordSet> = {}): RecordSet => ({
  ...{ name, target, ttlSeconds: 60, setIdentifier: undefined },
  ...{ failover: undefined, weight: undefined, healthCheckId: undefined },
  ...more,
});
const healthy =
  (...ids: readonly string[]) =>
  (id: string) =>
    ids.includes(id);
const never = (): number => {
  throw new Error("nothing was to be drawn");
};

const failover = [
  set("api.example.com", "primary.example.com", {
    ...{ setIdentifier: "primary", failover: "PRIMARY", healthCheckId: "p" },
  }),
  set("api.example.com", "dr.example.com", {
    ...{ setIdentifier: "standby", failover: "SECONDARY", healthCheckId: "s" },
  }),
];

describe("record sets", () => {
  it("are read in the API's form, names without their dot, other types than CNAME left out", () => {
    const api = [
      {
        Name: "example.com.",
        Type: "NS",
        TTL: 172_800,
        ResourceRecords: [{ Value: "ns" }, { Value: "ns2" }],
      },
      {
        ...{
          Name: "API.example.com.",
          Type: "CNAME",
          TTL: 30,
          ResourceRecords: [{ Value: "Own.example.com." }],
        },
        ...{ SetIdentifier: "primary", Failover: "PRIMARY", HealthCheckId: "p" },
      },
      { Name: "own.example.com.", Type: "CNAME", TTL: 60, Weight: 0, ResourceRecords: [{ Value: "lb.net" }] },
    ];
    expect(parseRecordSets(api)).toEqual([
      set("api.example.com", "own.example.com", {
        ...{ ttlSeconds: 30, setIdentifier: "primary", failover: "PRIMARY", healthCheckId: "p" },
      }),
      set("own.example.com", "lb.net", { weight: 0 }),
    ]);
  });
  it("are refused when a CNAME has not one value, or the form is another", () => {
    expect(() => parseRecordSets([{ Name: "a.", Type: "CNAME", ResourceRecords: [] }])).toThrow(
      "record set a. CNAME: has 0 values, must be 1",
    );
    expect(() => parseRecordSets([{ name: "a" }])).toThrow();
  });
  it("compare names without case and dot", () => {
    expect(normalName("API.Example.COM.")).toBe("api.example.com");
  });
});

describe("answer", () => {
  it("is undefined without a record", () => {
    expect(answerOf(failover, "other.example.com", healthy(), never)).toBeUndefined();
  });
  it.each([
    [["p", "s"], "primary"],
    [["p"], "primary"],
    [["s"], "standby"],
    [[], "primary"],
  ])("of a failover pair with %j healthy is %s", (ids, expected) => {
    expect(answerOf(failover, "API.example.com.", healthy(...ids), never)?.setIdentifier).toBe(expected);
  });
  it("of a secondary without a primary is the secondary, healthy or not", () => {
    expect(answerOf(failover.slice(1), "api.example.com", healthy(), never)?.setIdentifier).toBe("standby");
  });
  it("counts a record without a health check as healthy", () => {
    const open = failover.map((one) => ({ ...one, healthCheckId: undefined }));
    expect(answerOf(open, "api.example.com", healthy(), never)?.setIdentifier).toBe("primary");
  });
  it("of weighted records falls to each by its weight", () => {
    const pair = [set("own", "stable", { weight: 90 }), set("own", "canary", { weight: 10 })];
    const at = (draw: number) => answerOf(pair, "own", healthy(), () => draw)?.target;
    expect([0, 0.899, 0.9, 0.999].map(at)).toEqual(["stable", "stable", "canary", "canary"]);
  });
  it("never falls to weight 0, unless all have it: then to each as often", () => {
    const pair = [set("own", "stable", { weight: 0 }), set("own", "canary", { weight: 100 })];
    expect([0, 0.999].map((draw) => answerOf(pair, "own", healthy(), () => draw)?.target)).toEqual([
      "canary",
      "canary",
    ]);
    const none = pair.map((one) => ({ ...one, weight: 0 }));
    expect([0.49, 0.5].map((draw) => answerOf(none, "own", healthy(), () => draw)?.target)).toEqual([
      "stable",
      "canary",
    ]);
  });
  it("of weighted records leaves out unhealthy ones, unless all are", () => {
    const pair = [
      set("own", "stable", { weight: 99, healthCheckId: "p" }),
      set("own", "canary", { weight: 1, healthCheckId: "s" }),
    ];
    expect(answerOf(pair, "own", healthy("s"), () => 0)?.target).toBe("canary");
    expect(answerOf(pair, "own", healthy(), () => 0)?.target).toBe("stable");
  });
});

describe("following", () => {
  const sets = [...failover, set("primary.example.com", "lb.east"), set("dr.example.com", "lb.west")];
  const addresses = new Map([
    ["lb.east", 1],
    ["lb.west", 2],
  ]);
  const answer = (name: string) => answerOf(sets, name, healthy("s"), never);
  it("leads over a chain to an address", () => {
    const { host, port, answers } = follow("api.example.com", answer, addresses);
    expect([host, port]).toEqual(["lb.west", 2]);
    expect(answers.map(({ name }) => name)).toEqual(["api.example.com", "dr.example.com"]);
  });
  it("ends at once at a host that has an address", () => {
    expect(follow("LB.east", answer, addresses)).toEqual({ host: "lb.east", port: 1, answers: [] });
  });
  it("refuses a name that leads nowhere, and says how far it came", () => {
    const lead = (name: string) => (name === "api" ? set("api", "gone") : undefined);
    expect(() => follow("api", lead, addresses)).toThrow(UnknownNameError);
    expect(() => follow("api", lead, addresses)).toThrow(
      "name api → gone: has neither a CNAME record nor an address; addresses are known of lb.east, lb.west",
    );
  });
  it("refuses a circle", () => {
    const round = (name: string) => set(name, name === "a" ? "b" : "a");
    expect(() => follow("a", round, addresses)).toThrow(/longer than 8 CNAME records/);
  });
});
