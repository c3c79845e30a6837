import { expect, it } from "vitest";
import { sizesOf } from "../../../sandbox/bench/backup";

const line = (fields: object): string => `${JSON.stringify({ level: "info", ...fields })}\n`;

it("sizes come from the line of the finished backup", () => {
  const log = `not JSON\n${line({ event: "backup_started" })}${line({ event: "backup_finished", bytes: 10, dumpBytes: 35 })}`;
  expect(sizesOf(log)).toEqual({ event: "backup_finished", bytes: 10, dumpBytes: 35 });
});

it("a log without that line is an error", () => {
  expect(() => sizesOf(line({ event: "backup_finished", bytes: 10 }))).toThrow("no backup_finished");
});
