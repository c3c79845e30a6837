import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { ArgumentsError } from "../../../sandbox/engine/command-line";
import { jobsOf, listing } from "../../../setup/job/catalog";
import { requestOf } from "../../../setup/job/request";

const read = (line: string) => {
  const { service, job, stack, env } = requestOf(
    line.split(" ").filter((word) => word !== ""),
    services,
  );
  return { service: service.id, job, stack, env };
};
const refusal = (line: string): string => {
  try {
    read(line);
  } catch (error) {
    if (error instanceof ArgumentsError) return error.message;
    throw error;
  }
  return expect.fail(`${line} was accepted`);
};

describe("a request for a run", () => {
  it.each([
    ["tasks-app backup", { service: "tasks-app", job: "backup", stack: "prod", env: {} }],
    [
      "--stack=dr jackpot-service restore RESTORE_SWITCH=true RESTORE_BACKUP=latest",
      {
        service: "jackpot-service",
        job: "restore",
        stack: "dr",
        env: { RESTORE_SWITCH: "true", RESTORE_BACKUP: "latest" },
      },
    ],
    [
      "tasks-app config-restore --dry-run --stack dr",
      { service: "tasks-app", job: "config-restore", stack: "dr", env: { CONFIG_DRY_RUN: "true" } },
    ],
    [
      "tasks-app terminate TERMINATE=idle --dry-run TERMINATE_DRY_RUN=true",
      {
        service: "tasks-app",
        job: "terminate",
        stack: "prod",
        env: { TERMINATE: "idle", TERMINATE_DRY_RUN: "true" },
      },
    ],
    ["jackpot-service backup BACKUP_LABEL=a=b", undefined],
  ])("is read from %s", (line, expected) => {
    if (expected === undefined) expect(refusal(line)).toContain("BACKUP_LABEL 'a=b': must be lower case");
    else expect(read(line)).toEqual(expected);
  });

  it.each([
    [
      "",
      [
        "service: is missing; must be one of kyb-platform, tasks-app",
        "job: is missing; must be one of backup",
      ],
    ],
    [
      "kyb-platfrom restor",
      [
        "service 'kyb-platfrom': unknown; must be one of",
        "did you mean kyb-platform?",
        "did you mean restore?",
      ],
    ],
    ["jackpot-service purge", ["job of jackpot-service 'purge': unknown; must be one of backup"]],
    ["tasks-app archive-drill", ["job of tasks-app 'archive-drill': unknown"]],
    [
      "tasks-app restore RESTORE_SWICH=true",
      [
        "parameter of restore 'RESTORE_SWICH': unknown; must be one of RESTORE_BACKUP",
        "did you mean RESTORE_SWITCH?",
      ],
    ],
    ["tasks-app drill X=1", ["parameter 'X': unknown; drill takes none"]],
    [
      "tasks-app restore RESTORE_SAFETY=no RESTORE_KEEP_BEFORE=0",
      [
        "RESTORE_SAFETY 'no': must be true or false",
        "RESTORE_KEEP_BEFORE '0': must be a whole number from 1 to 1000",
      ],
    ],
    [
      "tasks-app restore --dry-run",
      ["--dry-run: restore has none; those that have one are config-restore, terminate"],
    ],
    [
      "tasks-app config-restore --dry-run CONFIG_DRY_RUN=false",
      ["--dry-run: contradicts CONFIG_DRY_RUN=false"],
    ],
    ["tasks-app terminate", ["TERMINATE: is missing; must be idle, one or all"]],
    [
      "tasks-app terminate TERMINATE=one",
      ["TERMINATE_PID: is missing; with TERMINATE=one it must be", "TERMINATE_BACKEND_START: is missing"],
    ],
    ["tasks-app backup --stack staging", ["stack 'staging': unknown; must be one of prod, dr"]],
    ["tasks-app backup --stack", ["stack '': unknown"]],
    ["tasks-app backup --stack dr --stack prod", ["--stack: is given 2 times"]],
    [
      "tasks-app backup --force now",
      ["option '--force': unknown; must be one of --stack, --dry-run, --help", "'now': must be NAME=value"],
    ],
    ["tasks-app backup BACKUP_LABEL=a BACKUP_LABEL=b", ["BACKUP_LABEL: is given twice"]],
  ])("is refused whole for '%s'", (line, parts) => {
    const said = refusal(line);
    for (const part of parts) expect(said).toContain(part);
    expect(said).toMatch(/Nothing was created\. Usage: npm run job -- <service> <job> .*--help lists/);
  });

  it("needs no parameter of another choice", () => {
    expect(read("tasks-app terminate TERMINATE=all").env).toEqual({ TERMINATE: "all" });
  });
});

describe("the listing of jobs", () => {
  const text = listing(services);

  it.each(services.map((service) => [service.id, service] as const))(
    "has every job of %s, and its parameters",
    (id, service) => {
      expect(text.split("\n")[0]).toContain(id);
      for (const job of jobsOf(service)) expect(text).toMatch(new RegExp(`^  ${job}  `, "m"));
    },
  );

  it("says what is needed, what is the default, and whose job it is", () => {
    expect(text).toMatch(/TERMINATE  which sessions; must be idle, one or all; needed$/m);
    expect(text).toMatch(/TERMINATE_PID .*; needed with TERMINATE=one$/m);
    expect(text).toMatch(/RESTORE_SAFETY .*; must be true or false; default true$/m);
    expect(text).toMatch(/RESTORE_TARGET .*; default empty$/m);
    expect(text).toMatch(/^  purge .*\(tasks-app only\)$/m);
    expect(text).toMatch(/^  terminate .*; has --dry-run$/m);
  });
});
