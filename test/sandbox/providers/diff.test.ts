import { describe, expect, it } from "vitest";
import { diffProperties, matches } from "../../../sandbox/providers/diff";
import { UNKNOWN, secret } from "../../../sandbox/providers/value";

describe("diffProperties", () => {
  it("finds no change between equal inputs", () => {
    const inputs = { bucket: "a", rules: [{ days: 1 }], tags: { team: "x" } };
    expect(diffProperties(inputs, structuredClone(inputs))).toEqual([]);
  });

  it("names the path of each changed leaf", () => {
    const before = { spec: { rules: [{ host: "a" }, { host: "b" }], gone: 1 } };
    const after = { spec: { rules: [{ host: "a" }, { host: "c" }], fresh: true } };
    expect(diffProperties(before, after)).toEqual([
      { path: "spec.rules[1].host", pattern: "spec.rules.host", kind: "update" },
      { path: "spec.gone", pattern: "spec.gone", kind: "delete" },
      { path: "spec.fresh", pattern: "spec.fresh", kind: "add" },
    ]);
  });

  it("quotes keys that are no identifiers", () => {
    const [change] = diffProperties(
      { metadata: { labels: { "app.kubernetes.io/name": "a" } } },
      { metadata: { labels: { "app.kubernetes.io/name": "b" } } },
    );
    expect(change?.path).toBe('metadata.labels["app.kubernetes.io/name"]');
  });

  it("sees an appended list item as an addition", () => {
    expect(diffProperties({ list: ["a"] }, { list: ["a", "b"] })).toEqual([
      { path: "list[1]", pattern: "list", kind: "add" },
    ]);
  });

  it("takes a value that is not known yet for a change", () => {
    expect(diffProperties({ role: "a" }, { role: UNKNOWN })).toMatchObject([
      { path: "role", kind: "update" },
    ]);
  });

  it("compares secrets by their content", () => {
    expect(diffProperties({ password: "a" }, { password: secret("a") })).toEqual([]);
    expect(diffProperties({ password: secret("a") }, { password: secret("b") })).toHaveLength(1);
  });

  it("takes null and absent for the same", () => {
    expect(diffProperties({ note: null }, {})).toEqual([]);
  });
});

describe("a file", () => {
  const archive = (path: string, hash: string) => ({
    code: { "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7", path, hash },
  });

  it("is the same wherever it lies, and another one with another content", () => {
    expect(diffProperties(archive("/base/app", "a1"), archive("/head/app", "a1"))).toEqual([]);
    expect(diffProperties(archive("/app", "a1"), archive("/app", "b2")).map(({ path }) => path)).toEqual([
      "code.hash",
    ]);
  });
});

describe("matches", () => {
  const change = { path: "metadata.name", pattern: "metadata.name", kind: "update" } as const;

  it("matches at, below and above a pattern", () => {
    expect(matches(change, ["metadata.name"])).toBe(true);
    expect(matches(change, ["metadata"])).toBe(true);
    expect(matches(change, ["metadata.name.first"])).toBe(true);
    expect(matches(change, ["*"])).toBe(true);
  });

  it("does not match a property that only begins alike", () => {
    expect(matches({ ...change, pattern: "namePrefix" }, ["name"])).toBe(false);
    expect(matches(change, ["metadata.namespace"])).toBe(false);
  });
});
