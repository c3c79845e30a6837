import { describe, expect, it } from "vitest";
import { phasesOf } from "../../../sandbox/bench/phases";

const log = (...entries: unknown[]): string => entries.map((entry) => JSON.stringify(entry)).join("\n");

describe("phases of a job", () => {
  it("are the figures in seconds, by event and field", () => {
    expect(
      phasesOf(
        log(
          { event: "restored", dataSeconds: 12.5, indexSeconds: 3, bytes: 7 },
          { event: "checked", seconds: 0.4, database: "copy" },
        ),
      ),
    ).toEqual({ "restored.dataSeconds": 12.5, "restored.indexSeconds": 3, "checked.seconds": 0.4 });
  });
  it("pass over lines without an event, without figures and without JSON", () => {
    expect(phasesOf(`free text\n${log(7, null, { seconds: 1 }, { event: "a", seconds: "1" })}\n`)).toEqual(
      {},
    );
  });
});
