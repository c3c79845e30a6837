import { describe, expect, it } from "vitest";
import { quickStructs } from "../../../sandbox/providers/quick-structs.cjs";
import { decodeStruct, encodeStruct } from "../../../sandbox/providers/struct-codec.cjs";
import { protobufAnswers } from "./protobuf-answers";

describe("structs as their bytes", () => {
  const [plain, quick] = [protobufAnswers("none"), protobufAnswers("structs")];

  it.each(Object.keys(plain.answers))("give the same: %s", (question) => {
    expect(quick.answers[question]).toEqual(plain.answers[question]);
  });

  it("are what the library makes them", () => {
    expect(plain.answers).toMatchObject({
      absent: true,
      refused: Array.from({ length: 3 }, () => "Error: Unexpected struct type."),
      kindless: "Error: Unexpected struct type",
      twice: { b: 2, c: 2 },
    });
    expect(plain.answers["ofBytes"]).toEqual(plain.answers["values"]);
    expect(plain.answers["later"]).toEqual(plain.answers["values"]);
  });

  it("have arrays for whoever asks alone", () => {
    expect(quick.renewed[0]).toBe(0);
    expect(quick.renewed[1]).toBeGreaterThan(10);
  });

  it("change once, after the messages, and only in the library that is meant", () => {
    expect(quick).toMatchObject({ changing: [false, true, true], once: true });
    expect(quickStructs({}, {})).toBe(false);
  });

  it("leave out what is undefined where they are told to, at every level", () => {
    const bytes = encodeStruct({ a: undefined, b: [{ c: undefined, d: 1 }] }, true);
    expect(decodeStruct(bytes)).toEqual({ b: [{ d: 1 }] });
  });

  it("keep what is no number, which JSON has no word for", () => {
    expect(decodeStruct(encodeStruct({ a: Number.NaN, b: Infinity }))).toEqual({
      a: Number.NaN,
      b: Infinity,
    });
  });

  it("refuse bytes that end too early", () => {
    const bytes = encodeStruct({ a: { b: "text" } });
    expect(() => decodeStruct(bytes.subarray(0, bytes.length - 1))).toThrow("index out of range");
  });
});
