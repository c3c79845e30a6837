import { createRequire } from "node:module";
import { afterEach, describe, expect, it } from "vitest";
import { quickCallSites } from "../../../sandbox/engine/quick-call-sites.cjs";

/** A place in a source, as the SDK sends it to the engine. */
interface Position {
  readonly uri: string;
  readonly line: number;
  readonly column: number;
}
interface Sdk {
  readonly Resource: { stackTrace(skip: number): readonly (Position | undefined)[] };
}

/** The SDK's own module, as a program loads it for itself. */
function load(): Sdk {
  const require = createRequire(__filename);
  const name = require.resolve("@pulumi/pulumi/resource.js");
  const kept = require.cache[name];
  Reflect.deleteProperty(require.cache, name);
  const sdk = require(name) as Sdk;
  if (kept !== undefined) require.cache[name] = kept;
  return sdk;
}

const before = {
  prepareStackTrace: Reflect.get(Error, "prepareStackTrace") as unknown,
  stackTraceLimit: Error.stackTraceLimit,
};
let looked = 0;

/** Does what a library does that looks positions up: another line for each frame. */
function lookUp(_error: Error, frames: readonly NodeJS.CallSite[]): string {
  looked += frames.length;
  const lines = frames.map(
    (frame) =>
      `    at ${frame.getFunctionName() ?? "?"} (${frame.getFileName() ?? "?"}:1${frame.getLineNumber() ?? 0}:1)`,
  );
  return ["Error", ...lines].join("\n");
}

afterEach(() => {
  Object.assign(Error, before);
});

/** What each gives from one and the same place, some calls deep. */
function fromOnePlace(sdks: readonly Sdk[], depth: number): readonly (readonly (Position | undefined)[])[] {
  if (depth > 0) return fromOnePlace(sdks, depth - 1);
  return sdks.map(({ Resource }) => Resource.stackTrace(0));
}

describe("positions of a resource's constructor", () => {
  const [plain, quick] = [load(), load()];
  expect(quickCallSites(quick)).toBe(true);

  it("are those of the SDK", () => {
    Error.prepareStackTrace = lookUp;
    const [expected = [], found] = fromOnePlace([plain, quick], 20);
    expect(found).toEqual(expected);
    expect(expected.length).toBeGreaterThan(20);
    expect(
      expected.filter((position) => position?.uri.includes("quick-call-sites.test")).length,
    ).toBeGreaterThan(20);
    expect(Reflect.get(Error, "prepareStackTrace")).toBe(lookUp);
    expect(Error.stackTraceLimit).toBe(before.stackTraceLimit);
  });

  it("are looked up once", () => {
    Error.prepareStackTrace = lookUp;
    const places = Array.from({ length: 3 }, () => {
      looked = 0;
      fromOnePlace([quick], 20);
      return looked;
    });
    expect(places[0]).toBeGreaterThan(0);
    expect(places.slice(1)).toEqual([0, 0]);
  });

  it("are not looked up where somebody else knows them", () => {
    Error.prepareStackTrace = lookUp;
    const own = load();
    const here = { file: "/somewhere/else.ts", line: 7, column: 3 };
    expect(quickCallSites(own, (frame) => (frame.getFileName() === __filename ? here : undefined))).toBe(
      true,
    );
    const [expected = [], found = []] = fromOnePlace([plain, own], 20);
    const isHere = (position: Position | undefined): boolean =>
      position?.uri.includes("quick-call-sites.test") === true;
    expect(found.map((position, index) => (isHere(expected[index]) ? undefined : position))).toEqual(
      expected.map((position) => (isHere(position) ? undefined : position)),
    );
    const known = found.filter((_position, index) => isHere(expected[index]));
    expect(known.length).toBeGreaterThan(20);
    const place = { uri: "file:///somewhere/else.ts", line: 7, column: 3 };
    // The first and the last are arrow functions, which have no name.
    expect(known).toEqual([undefined, ...known.slice(2).map(() => place), undefined]);
  });

  it("are the SDK's own where Node writes them", () => {
    Object.assign(Error, { prepareStackTrace: undefined });
    const [expected, found] = fromOnePlace([plain, quick], 2);
    expect(found).toEqual(expected);
  });

  it("stay as they are in a module without them", () => {
    expect(quickCallSites({})).toBe(false);
    expect(quickCallSites({ Resource: class {} })).toBe(false);
  });
});
