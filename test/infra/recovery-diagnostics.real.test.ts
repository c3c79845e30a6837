import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTemporary, runOnDev, type TemporarySandbox } from "../sandbox/engine/temporary-sandbox";

describe("a preview's diagnostics, by the real engine", () => {
  let temporary: TemporarySandbox;
  const preview = async (...args: readonly string[]): Promise<readonly string[]> => {
    const { code, output } = await runOnDev(temporary, [], "preview", ...args);
    expect(code, output).toBe(0);
    return output.split("\n").map((line) => line.trim());
  };
  /** Index of the last line like this; fails without one. */
  const last = (lines: readonly string[], like: RegExp): number => {
    const found = lines.findLastIndex((line) => like.test(line));
    return found >= 0 ? found : expect.fail(`${lines.join("\n")}\nhas no ${like}`);
  };
  const TABLE = /^stock-analysis +months12 .*MISSED/;
  const WARNING =
    /^warning: stock-analysis breaks a promise in about month 6 \(at 200\.3 GiB\): .*shorten its longest part/;

  beforeAll(async () => {
    temporary = await openTemporary("outgrown");
  });
  afterAll(() => {
    temporary.dispose();
  });

  it("have the budget below all resources, and the warning below the budget", async () => {
    const lines = await preview();
    const order = [/^\+ +aws:sns:Topic topic-\d+ create/, /^Diagnostics:/, TABLE, WARNING, /^Outputs:/];
    const places = order.map((like) => last(lines, like));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
  });

  it("are followed by the summary alone where outputs are suppressed", async () => {
    const lines = await preview("--suppress-outputs");
    expect(lines.slice(last(lines, WARNING) + 1).filter((line) => line !== "")).toEqual([
      "Resources:",
      "+ 21 to create",
    ]);
  });

  it("are of previews alone: an update shows neither", async () => {
    const { code, output } = await runOnDev(temporary, [], "up", "--yes", "--skip-preview");
    expect(code, output).toBe(0);
    expect(output).not.toMatch(/recovery budget|breaks a promise/);
    expect(output).toMatch(/worstRpoMinutes/);
  });

  it("are at the end of the next preview: outputs that did not change are not printed", async () => {
    const lines = await preview();
    expect(lines).not.toContain("Outputs:");
    expect(lines.slice(last(lines, WARNING) + 1).filter((line) => line !== "")).toEqual([
      "Resources:",
      "21 unchanged",
    ]);
  });
});
