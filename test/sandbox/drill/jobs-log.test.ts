import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { openJobsLog } from "../../../sandbox/drill/jobs-log";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";

const folder = temporaryDirectory("jobs-log");
afterAll(() => {
  folder.remove();
});

it("has each line with its time and whose pod wrote it, and nothing of an earlier drill", () => {
  const earlier = openJobsLog(path.join(folder.path, "drill"));
  writeFileSync(earlier.file, "of yesterday\n");
  const { file, write } = openJobsLog(path.join(folder.path, "drill"));
  write("Job kyb/restore-1", '{"event":"restored"}');
  write("Job tasks/restore-2", "plain words");
  expect(path.basename(file)).toBe("jobs.log");
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  expect(lines.map((line) => line.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /, ""))).toEqual([
    'Job kyb/restore-1: {"event":"restored"}',
    "Job tasks/restore-2: plain words",
  ]);
});
