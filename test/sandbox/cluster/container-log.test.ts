import { appendFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ContainerLog, LogLines } from "../../../sandbox/cluster/container-log";
import { temporaryDirectory, type TemporaryDirectory } from "../../../sandbox/servers/at-exit";
import { eventually } from "../../support/processes";

const line = (rest: string): string => `2026-03-05T01:00:00.000000001Z ${rest}`;

let folder: TemporaryDirectory;
beforeEach(() => {
  folder = temporaryDirectory("container-log");
});
afterEach(() => {
  folder.remove();
});

it("tells streams apart and puts together what came in parts, also where another stream is between", () => {
  const written: string[] = [];
  const lines = new LogLines((text, stream) => written.push(`${stream}: ${text}`));
  lines.take(line("stdout P one, "));
  lines.take(line("stderr F an error"));
  lines.take(line("stdout F two"));
  lines.take(line("stdout F "));
  expect(written).toEqual(["stderr: an error", "stdout: one, two", "stdout: "]);
  expect(lines.text("stdout")).toBe("one, two\n\n");
  expect(lines.text("stderr")).toBe("an error\n");
});

it("keeps what has no line end, and tells it once there will be none", () => {
  const written: string[] = [];
  const lines = new LogLines((text) => written.push(text));
  lines.take(line("stdout P half"));
  expect([lines.text("stdout"), written]).toEqual(["half", []]);
  lines.end();
  expect([lines.text("stdout"), written]).toEqual(["half", ["half"]]);
});

it("refuses a line of another form", () => {
  expect(() => {
    new LogLines().take("plain words");
  }).toThrow("no line of a container's log: plain words");
});

it("follows a file that is not there yet, and reads what comes after its removal", async () => {
  const file = path.join(folder.path, "0.log");
  const written: string[] = [];
  const log = new ContainerLog(file, (text) => written.push(text));
  appendFileSync(file, `${line("stdout F grün")}\n${line("stdout F ha")}`);
  await eventually(() => written.length === 1);
  appendFileSync(file, `lf\n`);
  await eventually(() => written.length === 2);
  rmSync(file);
  log.close();
  appendFileSync(file, `${line("stdout F another file")}\n`);
  log.close();
  expect(log.text("stdout")).toBe("grün\nhalf\n");
});

it("has nothing of a file that never came", () => {
  const log = new ContainerLog(path.join(folder.path, "0.log"));
  log.close();
  expect(log.text("stderr")).toBe("");
});
