import { describe, expect, it } from "vitest";
import { mergeSettings } from "../../../sandbox/engine/config-merge";

describe("mergeSettings", () => {
  it("takes everything the first time", () => {
    expect(mergeSettings({}, { a: 1, b: [2] }, {}).settings).toEqual({ a: 1, b: [2] });
  });

  it("carries over what changed, came and went in the genuine file", () => {
    const { settings, kept } = mergeSettings({ a: 1, gone: 1 }, { a: 2, fresh: 3 }, { a: 1, gone: 1 });
    expect(settings).toEqual({ a: 2, fresh: 3 });
    expect(kept).toEqual([]);
  });

  it("keeps the sandbox's own values and additions", () => {
    const base = { posture: "passive", region: "us-west-2" };
    const { settings } = mergeSettings(base, base, { ...base, posture: "active", extra: true });
    expect(settings).toEqual({ posture: "active", region: "us-west-2", extra: true });
  });

  it("keeps an own value over a genuine change, and says so", () => {
    const merged = mergeSettings({ posture: "passive" }, { posture: "safe" }, { posture: "active" });
    expect(merged.settings).toEqual({ posture: "active" });
    expect(merged.kept).toEqual(["posture"]);
  });

  it("says nothing where both made the same change", () => {
    expect(mergeSettings({ a: 1 }, { a: 2 }, { a: 2 }).kept).toEqual([]);
  });

  it("keeps a removal of the sandbox's own", () => {
    expect(mergeSettings({ a: 1 }, { a: 1 }, {}).settings).toEqual({});
  });
});
