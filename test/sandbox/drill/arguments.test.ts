import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { parseArguments } from "../../../sandbox/drill/arguments";
import { ArgumentsError } from "../../../sandbox/engine/command-line";

const KNOWN = ["tasks-app", "stock-analysis"];

describe("arguments", () => {
  it("mean every service of the catalog, a region's fault and the scale 10 when there are none", () => {
    expect(parseArguments([])).toEqual({
      services: services.map(({ id }) => id),
      rows: undefined,
      sizeMib: undefined,
      scale: 10,
      fault: "region",
      contexts: undefined,
      address: undefined,
      mayHoldMore: false,
      out: "drill/",
      help: false,
    });
  });
  it("take both spellings of each option", () => {
    const words = [
      "--service",
      "tasks-app",
      "--rows=500",
      "--scale",
      "2.5",
      "--fault=bucket",
      "--out",
      "x=y",
    ];
    expect(parseArguments(words, KNOWN)).toEqual({
      services: ["tasks-app"],
      rows: 500,
      sizeMib: undefined,
      scale: 2.5,
      fault: "bucket",
      contexts: undefined,
      address: undefined,
      mayHoldMore: false,
      out: "x=y",
      help: false,
    });
  });
  it("take several services, each once, in the catalog's order", () => {
    const words = ["--service=stock-analysis", "--service=tasks-app", "--service=stock-analysis"];
    expect(parseArguments(words, KNOWN).services).toEqual(KNOWN);
  });
  it("take the limits themselves", () => {
    expect(parseArguments(["--rows=1", "--scale=1"])).toMatchObject({ rows: 1, scale: 1 });
    expect(parseArguments(["--size=65536", "--scale=1000"])).toMatchObject({ sizeMib: 65_536, scale: 1000 });
  });
  it.each(["region", "database", "bucket", "credentials", "half-restore", "second-failure"])(
    "take the fault %s",
    (fault) => {
      expect(parseArguments(["--fault", fault]).fault).toBe(fault);
    },
  );
  it("ask for help, whatever else is wrong", () => {
    expect(parseArguments(["--scale=0", "--help"]).help).toBe(true);
  });
  it.each([
    ["--service=nobody", "--service nobody: unknown; services are tasks-app, stock-analysis"],
    ["--service", "--service: has no value"],
    ["--rows=0", "--rows 0: must be a whole number from 1 to 100000000"],
    ["--rows=1.5", "--rows 1.5"],
    ["--rows=1e3", "--rows 1e3"],
    ["--rows=", "--rows: has no value"],
    ["--size=0", "--size 0: must be a whole number from 1 to 65536"],
    ["--scale=0.9", "--scale 0.9: must be a number from 1 to 1000"],
    ["--scale=1001", "--scale 1001"],
    ["--fault=flood", "--fault flood: unknown; faults are region, database, bucket"],
    ["--out", "--out: has no value"],
    ["--help=yes", "--help=yes: unknown"],
    ["tasks-app", "tasks-app: unknown; known are --not-empty, --help, --service, --rows"],
    ["toString", "toString: unknown"],
  ])("refuse %s", (word, message) => {
    expect(() => parseArguments([word], KNOWN)).toThrow(ArgumentsError);
    expect(() => parseArguments([word], KNOWN)).toThrow(message);
  });
  it("refuse an option that is given twice, and an option as another one's value", () => {
    expect(() => parseArguments(["--scale=2", "--scale=3"])).toThrow("--scale: given twice");
    expect(() => parseArguments(["--out", "--rows=2"])).toThrow("--out: has no value");
  });
  it("refuse two sizes at a time", () => {
    expect(() => parseArguments(["--rows=2", "--size=3"])).toThrow("--rows and --size: both say");
  });
  it("take two contexts, with the address of this machine", () => {
    const words = ["--context", "prod=kind-a,dr=kind-b", "--address=172.18.0.1", "--not-empty"];
    expect(parseArguments(words)).toMatchObject({
      contexts: { prod: "kind-a", dr: "kind-b" },
      address: "172.18.0.1",
      mayHoldMore: true,
    });
  });
  it.each([
    ["--context=prod=a", "--context prod=a: must name two contexts, as prod=NAME,dr=NAME"],
    ["--context=prod=a,dr=a", "must name two contexts"],
    ["--context=prod=a,dr=b,qa=c", "must name two contexts"],
    ["--context=prod=a,dr=b", "--context: needs --address IP"],
    ["--address=172.18.0.1", "--address: is for clusters of your own"],
    ["--address=here", "--address here: must be an IP address of this machine"],
    ["--not-empty", "--not-empty: is for clusters of your own"],
  ])("refuse %s without what belongs to it", (word, message) => {
    expect(() => parseArguments([word])).toThrow(message);
  });
  it("name everything that is wrong in one error, with the usage", () => {
    expect(() => parseArguments(["all", "--rows=0", "--fault=x", "--service=y"], KNOWN)).toThrow(
      /all: unknown.*--rows 0.*--fault x.*--service y.*Usage: npm run drill/,
    );
  });
});
