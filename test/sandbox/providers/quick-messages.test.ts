import { describe, expect, it } from "vitest";
import { quickMessages } from "../../../sandbox/providers/quick-messages.cjs";
import { protobufAnswers } from "./protobuf-answers";

describe("messages in messages", () => {
  const [plain, quick] = [protobufAnswers("none"), protobufAnswers("messages")];

  it.each(Object.keys(plain.answers))("give the same: %s", (question) => {
    expect(quick.answers[question]).toEqual(plain.answers[question]);
  });

  it("are not renewed at every level, but for whoever asks", () => {
    expect(plain.renewed[0]).toBeGreaterThan(10);
    expect(quick.renewed[0]).toBe(0);
    expect(quick.renewed[1]).toBeGreaterThan(10);
  });

  it("change once, and only in the library that is meant", () => {
    expect(quick).toMatchObject({ changing: [true], once: true });
    expect(quickMessages({})).toBe(false);
    expect(quickMessages({ Message: class {} })).toBe(false);
  });
});
