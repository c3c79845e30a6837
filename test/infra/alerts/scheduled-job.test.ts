import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { archiveJobs } from "../../../infra/catalog/archive-jobs";
import { jobs } from "../../../infra/catalog/jobs";
import { alertsOf, rulesOf } from "./rules-of";

/** Every alert of every service, on both stacks. */
const alerts = services.flatMap((service) =>
  (["primary", "standby"] as const).flatMap((role) =>
    alertsOf(rulesOf(service, { role, posture: role === "primary" ? "active" : "passive" })),
  ),
);
const said = (name: string): string =>
  alerts.find(({ alert }) => alert === name)?.annotations["description"] ?? expect.fail(name);

describe("what the alert of a failed job says of its exit codes", () => {
  const rows = [...jobs, ...archiveJobs].flatMap(({ name, finalExitCodes = [], alerts: words }) =>
    words === undefined ? [] : [[name, words, finalExitCodes] as const],
  );

  it("is asked of every job but those that somebody follows to their end", () => {
    const without = jobs.filter(({ alerts: words }) => words === undefined).map(({ name }) => name);
    expect(without).toEqual(["diagnose", "terminate"]);
  });

  it.each(rows)("is true of %s", (_name, { name, exitCodes }, finalExitCodes) => {
    const text = said(`${name}Failed`);
    expect(text).toContain(`The exit code shows the kind: ${exitCodes ?? "3 database, 4 no backup"}`);
    // A code that ends all attempts is the job's own.
    for (const code of finalExitCodes) expect(text).toMatch(new RegExp(`[:,] ${String(code)} `));
  });

  it.each([
    ["ArchiveDrillFailed", /3 the copy is damaged or a WAL segment is missing/, /3 database/],
    ["RestoreDrillFailed", /1 the RPO or RTO was missed/, /^$/],
    ["LogRetentionFailed", /1 an index is too old .*5 the login lacks a right/, /database|backup/],
    ["ConfigBackupFailed", /5 permission, 6 configuration/, /database|no backup/],
  ])("is the meaning that %s has there", (name, own, other) => {
    const [, codes = ""] = said(name).split("The exit code shows the kind: ");
    expect(codes).toMatch(own);
    expect(codes).not.toMatch(other);
  });
});
