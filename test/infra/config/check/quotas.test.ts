import { describe, expect, it } from "vitest";
import { jobs } from "../../../../infra/catalog/jobs";
import type { SizeName } from "../../../../infra/catalog/types";
import { quotaProblems } from "../../../../infra/config/check/quotas";
import { library } from "../../../support/service-fixture";
import { desk } from "../../../support/workload-fixture";

/** Cores of every job, a step and the exporter. */
const JOB_CORES = (jobs.length + 1) * 2 + 0.2;
/** With a fifth of headroom, rounded up to tenths. */
const needed = (cores: number): number => Math.ceil(cores * 12) / 10;
const CORES = needed(JOB_CORES);
const GIB = needed(((jobs.length + 1) * 768 + 96) / 1024);

describe("quotaProblems", () => {
  const granted = { library: { cores: CORES + 10, memoryGib: GIB + 10 } };

  it("finds none where nothing is granted, or enough", () => {
    expect(quotaProblems([library], {}, "primary", "now")).toEqual([]);
    const enough = { library: { cores: CORES, memoryGib: GIB } };
    expect(quotaProblems([library], enough, "primary", "now")).toEqual([]);
  });

  it.each([
    { cores: CORES - 0.1, memoryGib: GIB },
    { cores: CORES, memoryGib: GIB - 0.1 },
  ])("tells what $cores cores and $memoryGib GiB are too little for", (little) => {
    const [problem, ...more] = quotaProblems([library], { library: little }, "primary", "now");
    expect(more).toEqual([]);
    expect(problem?.thing).toBe("config lifeboat:namespaceQuotas.library");
    expect(problem?.value).toBe(`${little.cores} cores, ${little.memoryGib} GiB`);
    expect(problem?.limit).toContain(`be at least ${CORES} cores and ${GIB} GiB: `);
    expect(problem?.remedy).toContain(`lifeboat:namespaceQuotas.library.cores ${CORES} `);
  });

  it("counts at the size that config chose for the service", () => {
    const service = { ...library, workloads: [desk] };
    const problems = (sizes: Readonly<Record<string, SizeName>>) =>
      quotaProblems([service], granted, "primary", "now", sizes);
    expect(problems({ other: "scaled" })).toEqual([]);
    expect(problems({ library: "safe" })).toEqual([]);
    const [problem] = problems({ library: "scaled" });
    // Five pods of the desk, and its migration.
    expect(problem?.limit).toContain(`be at least ${needed(JOB_CORES + 5 * 2 + 1)} cores `);
    expect(problem?.limit).toContain(" of size scaled ");
  });

  it("counts at the size of the capacity plan, and on the side, that config says", () => {
    const replicas = { [desk.name]: { now: 4, months6: 9, months12: 30 } };
    const service = { ...library, workloads: [desk], capacity: { ...library.capacity, replicas } };
    expect(quotaProblems([service], granted, "primary", "now")).toEqual([]);
    expect(quotaProblems([service], granted, "primary", "months12")).toHaveLength(1);
  });
});
