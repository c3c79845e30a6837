import { describe, expect, it } from "vitest";
import { jobPlan, type PlannedJob } from "../../../infra/capacity/job-plan";
import { library } from "../../support/service-fixture";
import { jobs, type JobName } from "../../../infra/catalog/jobs";
import type { Posture } from "../../../infra/catalog/types";

const { backup } = library;

function planned(job: JobName, sizeGib = 100, posture: Posture = "active"): PlannedJob {
  return jobPlan(backup, sizeGib, posture).find((each) => each.job === job) ?? expect.fail(job);
}

describe("jobPlan", () => {
  it("plans each job of a service once, in the table's order", () => {
    expect(jobPlan(backup, 1, "active").map(({ job }) => job)).toEqual(jobs.map(({ name }) => name));
  });

  it.each<[JobName, readonly Posture[]]>([
    ["backup", ["active", "safe"]],
    ["verify", ["active", "passive"]],
    ["drill", ["active", "passive"]],
    ["config-backup", ["active", "passive", "safe"]],
    ["restore", []],
    ["config-restore", []],
  ])("runs %s by its schedule only in %j", (job, running) => {
    const postures: readonly Posture[] = ["active", "passive", "fenced", "safe"];
    expect(postures.filter((posture) => !planned(job, 1, posture).suspend)).toEqual(running);
  });

  it("runs no job where an environment is fenced", () => {
    expect(jobPlan(backup, 1, "fenced").filter(({ suspend }) => !suspend)).toEqual([]);
  });

  it.each<Posture>(["active", "passive", "fenced", "safe"])(
    "puts off in posture %s, for a reason, only proofs in safe",
    (posture) => {
      const plan = jobPlan(backup, 1, posture).filter(({ suspendedFor }) => suspendedFor !== undefined);
      const proofs = jobs.filter(({ proves, runsIn }) => proves === true && !runsIn.includes("safe"));
      expect(plan.map(({ job }) => job)).toEqual(posture === "safe" ? proofs.map(({ name }) => name) : []);
      expect(plan.every((job) => job.suspend && job.suspendedFor === `posture ${posture}`)).toBe(true);
    },
  );

  it.each<JobName>(["verify", "drill"])("says of %s why posture safe puts it off", (job) => {
    expect(planned(job, 1, "safe").suspendedFor).toBe("posture safe");
  });

  it.each<[JobName, string, number]>([
    ["backup", "*/15 * * * *", 300],
    ["verify", "30 3 * * *", 3600],
    ["drill", "30 9 10 * *", 3600],
    ["config-backup", "25 2 * * *", 3600],
  ])(
    "starts %s by the catalog's schedule %s, at most %i s late",
    (job, schedule, startingDeadlineSeconds) => {
      expect(planned(job)).toMatchObject({ schedule, startingDeadlineSeconds });
    },
  );

  it.each(["restore", "config-restore"] as const)("gives %s a date that never comes", (job) => {
    expect(planned(job).schedule).toBe("0 0 31 2 *");
  });
});

describe("deadline of a job", () => {
  // 100 GiB are 102 400 MiB: dumped at 100 MiB/s in 1024 s, restored at 50 MiB/s in 2048 s.
  it.each<[JobName, number, string]>([
    ["backup", 1836, "a dump"],
    ["verify", 6444, "two restores"],
    ["drill", 6444, "two restores"],
    ["config-backup", 600, "nothing that grows"],
    ["config-restore", 600, "nothing that grows"],
    ["restore", 4908, "a restore and the safety dump before it"],
  ])("%s is %i s at 100 GiB: half as long again as %s, and five minutes", (job, deadlineSeconds) => {
    expect(planned(job).deadlineSeconds).toBe(deadlineSeconds);
  });

  it("grows with the database", () => {
    expect(planned("backup", 200).deadlineSeconds).toBe(1536 * 2 + 300);
    expect(planned("config-backup", 200).deadlineSeconds).toBe(600);
  });

  it("is ten minutes at least", () => {
    expect(planned("backup", 1).deadlineSeconds).toBe(600);
  });

  it("is a whole number of seconds", () => {
    expect(planned("backup", 33.3).deadlineSeconds).toBe(Math.ceil(((33.3 * 1024) / 100) * 1.5) + 300);
  });
});
