import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { archiveJobs } from "../../../infra/catalog/archive-jobs";
import { choicesOf, declaredDefaults, jobChoices, type JobChoices } from "../../../infra/catalog/job-choices";
import type { JobParameter } from "../../../infra/catalog/job-parameter";
import { jobs } from "../../../infra/catalog/jobs";

const infra = join(__dirname, "../../../infra");
const text = (file: string): string => readFileSync(join(infra, file), "utf8");
const rows = Object.entries<JobChoices>(jobChoices);
const parameters = rows.flatMap(([job, { parameters: of }]) =>
  of.map((each) => [job, each.name, each] as const),
);

/** What the script of a job consists of. */
function scriptOf(job: string): string {
  const archive = archiveJobs.find(({ name }) => name === job);
  if (archive !== undefined) return text(`postgresql/${archive.script}.sh`);
  const own = text(`jobs/${job}.sh`);
  const libraries = [...own.matchAll(/source "\$here\/([a-z-]+)\.sh"/g)].map(([, name]) =>
    text(`jobs/${name ?? ""}.sh`),
  );
  return [own, ...libraries].join("\n");
}

const parameter = (job: string, name: string): JobParameter =>
  choicesOf(job).parameters.find((each) => each.name === name) ?? expect.fail(name);

describe("what may be set for a run of a job", () => {
  it("has a row for each job that a stack declares, and for no other", () => {
    const declared = [...jobs.map(({ name }) => name), "purge", ...archiveJobs.map(({ name }) => name)];
    expect(rows.map(([name]) => name).toSorted()).toEqual(declared.toSorted());
    expect(() => choicesOf("nothing")).toThrow("job nothing: has no row");
  });

  it.each(parameters)("%s reads %s", (job, name) => {
    expect(scriptOf(job)).toMatch(new RegExp(`[$]\\{?${name}\\b`));
  });

  it.each(
    parameters.filter(
      ([, , { default: value, neededWith }]) => value !== undefined && neededWith === undefined,
    ),
  )("%s takes the default of %s", (_job, _name, { accepts, default: value = "" }) => {
    expect(accepts(value)).toBe(true);
  });

  it.each(rows.flatMap(([job, { dryRun }]) => (dryRun === undefined ? [] : [[job, dryRun] as const])))(
    "the dry run of %s is one of its parameters",
    (job, dryRun) => {
      const { accepts } = parameter(job, dryRun);
      expect(accepts("true")).toBe(true);
    },
  );

  it.each([
    [
      "restore",
      "RESTORE_BACKUP",
      ["latest", "20260131T120000Z-a1b2c3", "label:shop-fence", "2026-01-31T12:00:00+02:00"],
      ["newest", "2026-01-31", "2026-01-31T12:00:00"],
    ],
    ["restore", "RESTORE_TARGET", ["", "shop_copy"], ["Shop", "1shop", "a-b"]],
    ["restore", "RESTORE_KEEP_BEFORE", ["1", "1000"], ["0", "1001", "01", "two"]],
    [
      "config-restore",
      "CONFIG_ONLY",
      ["", "configmap/*", "configmap/a,secret/b"],
      ["configmap", "configmap/a,", "configmap/a b"],
    ],
    ["terminate", "TERMINATE", ["idle", "one", "all"], ["", "some", "ALL"]],
    ["terminate", "TERMINATE_PID", ["1", "999999999"], ["0", "-1", "1.5"]],
    ["terminate", "TERMINATE_BACKEND_START", ["2026-01-31T12:00:00.123456+00:00"], ["2026-01-31 12:00", ""]],
    [
      "archive-drill",
      "RESTORE_TO",
      ["", "immediate", "name:x", "xid:12", "2026-01-31 12:00+02"],
      ["xid:x", "now"],
    ],
  ] as const)("%s takes good values of %s, and no other", (job, name, good, bad) => {
    const { accepts } = parameter(job, name);
    expect(good.filter((value) => !accepts(value))).toEqual([]);
    expect(bad.filter((value) => accepts(value))).toEqual([]);
  });

  it("has in a template what an operator changes, and nothing that a bare run could do harm with", () => {
    expect(declaredDefaults("restore")).toEqual({
      RESTORE_BACKUP: "latest",
      RESTORE_TARGET: "",
      RESTORE_SWITCH: "false",
    });
    expect(declaredDefaults("terminate")).not.toHaveProperty("TERMINATE");
    expect(declaredDefaults("gate")).toEqual({});
  });

  it("is in the table of the jobs' variables, name by name", () => {
    const readme = text("jobs/README.md");
    const missing = parameters
      .filter(([job]) => !job.startsWith("archive-"))
      .filter(([, name]) => !readme.includes(`\`${name}\``));
    expect(missing.map(([, name]) => name)).toEqual([]);
  });
});
