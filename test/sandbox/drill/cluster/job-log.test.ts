import { describe, expect, it } from "vitest";
import { lastError, resultOf } from "../../../../sandbox/drill/cluster/job-log";

const line = (level: string, message: string): string => JSON.stringify({ level, event: "x", message });

describe("what a job says about its end", () => {
  it("is the message of its last line of level error", () => {
    const log = [line("error", "first"), line("error", "the cause"), line("info", "leaving"), ""].join("\n");
    expect(lastError(log)).toBe("the cause");
  });

  it("is its last line where there is no error line", () => {
    expect(lastError(`${line("info", "fine")}\n${line("warn", "hm")}\n`)).toBe("hm");
    expect(lastError("plain\n/opt/x.sh: not found\n")).toBe("/opt/x.sh: not found");
  });

  it("is not led astray by JSON that is no log line", () => {
    expect(lastError(`${line("error", "the cause")}\n{"level":"error"}\n[1]\n`)).toBe("the cause");
  });

  it("says so when there is no log", () => {
    expect(lastError("\n \n")).toBe("it wrote nothing to its log");
  });
});

describe("what a job gives back", () => {
  it("is its last line that is no line of its log, wherever that stands", () => {
    expect(resultOf(`${line("info", "a")}\nkyb_restored_1\n${line("info", "done")}\n`)).toBe(
      "kyb_restored_1",
    );
  });

  it("is nothing where it wrote its log alone", () => {
    expect(resultOf(`${line("info", "a")}\n`)).toBe("");
  });
});
