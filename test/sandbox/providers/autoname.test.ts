import { describe, expect, it } from "vitest";
import { autoname, isAutonamed } from "../../../sandbox/providers/autoname";
import { UNKNOWN } from "../../../sandbox/providers/value";

const rule = { property: "bucket", maxLength: 20, lowerCase: true };

describe("autoname", () => {
  it("makes logical name, dash and seven digits", () => {
    expect(autoname(rule, {}, undefined, "Backups", "seed")["bucket"]).toMatch(/^backups-[0-9a-f]{7}$/);
  });

  it("cuts the logical part to the longest name", () => {
    const name = autoname(rule, {}, undefined, "a-very-long-logical-name", "seed")["bucket"];
    expect(name).toHaveLength(20);
    expect(name).toMatch(/^a-very-long-[0-9a-f-]{8}$/);
  });

  it("gives another name with another seed", () => {
    const names = ["one", "two"].map((seed) => autoname(rule, {}, undefined, "logs", seed)["bucket"]);
    expect(names[0]).not.toBe(names[1]);
  });

  it("leaves a given name alone, known or not", () => {
    expect(autoname(rule, { bucket: "mine" }, undefined, "logs", "seed")).toEqual({ bucket: "mine" });
    expect(autoname(rule, { bucket: UNKNOWN }, undefined, "logs", "seed")).toEqual({ bucket: UNKNOWN });
  });

  it("keeps the name of a resource that it has named before", () => {
    const first = autoname(rule, {}, undefined, "logs", "one");
    expect(autoname(rule, {}, first, "logs", "two")["bucket"]).toBe(first["bucket"]);
    expect(isAutonamed(rule, first)).toBe(true);
  });

  it("makes a new name when the program takes its own back", () => {
    const name = autoname(rule, {}, { bucket: "mine" }, "logs", "seed")["bucket"];
    expect(name).toMatch(/^logs-/);
  });

  it("names inside a map", () => {
    const object = { property: "metadata.name", maxLength: 253, suffix: 8 };
    const named = autoname(object, { metadata: { namespace: "ns" } }, undefined, "app", "seed");
    expect(named["metadata"]).toMatchObject({
      namespace: "ns",
      name: expect.stringMatching(/^app-[0-9a-f]{8}$/) as string,
    });
    expect(isAutonamed(object, named)).toBe(true);
  });
});
