import { describe, expect, it } from "vitest";
import { LogCursor, readable } from "../../../setup/job/log-lines";

describe("a line of a job's log", () => {
  it.each([
    ['{"time":"2026-01-31T12:00:05Z","level":"warn","event":"x","message":"slow"}', "12:00:05 warn  slow"],
    ["Diagnosis of database shop", "Diagnosis of database shop"],
    ['{"level":"warn"}', '{"level":"warn"}'],
    ["5", "5"],
    ["", ""],
  ])("%s is shown as %s", (line, shown) => {
    expect(readable(line)).toBe(shown);
  });
});

describe("the lines of a log that is read again and again", () => {
  const at = (second: number, fraction: string, text: string): string =>
    `2026-01-31T12:00:0${second}.${fraction}Z ${text}`;

  it("are taken once each, whatever part is read again", () => {
    const cursor = new LogCursor();
    expect(cursor.since).toBeUndefined();
    const [one, two, three] = [at(1, "1", "one"), at(1, "25", "two"), at(2, "000000001", "three")];
    expect(cursor.take(`${one}\n${two}\n`)).toEqual(["one", "two"]);
    // The API takes whole seconds, and so gives the second again.
    expect(cursor.since).toBe("2026-01-31T12:00:01Z");
    expect(cursor.take(`${one}\n${two}\n${three}\n`)).toEqual(["three"]);
    expect(cursor.take(`${three}\n`)).toEqual([]);
    expect(cursor.take("")).toEqual([]);
  });

  it("are kept apart where a clock stamps several alike", () => {
    const cursor = new LogCursor();
    const alike = ["a", "a", "b"].map((text) => at(3, "5", text));
    expect(cursor.take(alike.slice(0, 2).join("\n"))).toEqual(["a", "a"]);
    expect(cursor.take(alike.join("\n"))).toEqual(["b"]);
    expect(cursor.take(`${alike.join("\n")}\n${at(3, "50", "same time")}`)).toEqual(["same time"]);
  });

  it("are in the order of time where fractions differ in length, and may be empty", () => {
    const cursor = new LogCursor();
    expect(cursor.take([at(1, "9", "late"), at(1, "95", "later"), at(2, "0", "")].join("\n"))).toEqual([
      "late",
      "later",
      "",
    ]);
  });

  it("leave out what is no line of the log", () => {
    expect(new LogCursor().take("failed to try resolving symlinks in path\n")).toEqual([]);
  });
});
