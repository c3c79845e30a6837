import { describe, expect, it } from "vitest";
import type { SizeName } from "../../../../infra/catalog/types";
import { quotaProblems } from "../../../../infra/config/check/quotas";
import { library } from "../../../support/service-fixture";
import { desk } from "../../../support/workload-fixture";

describe("quotaProblems", () => {
  it("finds none where nothing is granted, or enough", () => {
    expect(quotaProblems([library], {}, "primary", "now")).toEqual([]);
    expect(quotaProblems([library], { library: { cores: 14.7, memoryGib: 5.6 } }, "primary", "now")).toEqual(
      [],
    );
  });

  it.each([
    { cores: 14.6, memoryGib: 5.6 },
    { cores: 14.7, memoryGib: 5.5 },
  ])("tells what $cores cores and $memoryGib GiB are too little for", (granted) => {
    const [problem, ...more] = quotaProblems([library], { library: granted }, "primary", "now");
    expect(more).toEqual([]);
    expect(problem?.thing).toBe("config lifeboat:namespaceQuotas.library");
    expect(problem?.value).toBe(`${granted.cores} cores, ${granted.memoryGib} GiB`);
    expect(problem?.limit).toMatch(/^be at least 14\.7 cores and 5\.6 GiB: /);
    expect(problem?.remedy).toContain("lifeboat:namespaceQuotas.library.cores 14.7");
  });

  it("counts at the size that config chose for the service", () => {
    const service = { ...library, workloads: [desk] };
    const granted = { library: { cores: 25, memoryGib: 16 } };
    const problems = (sizes: Readonly<Record<string, SizeName>>) =>
      quotaProblems([service], granted, "primary", "now", sizes);
    expect(problems({ other: "scaled" })).toEqual([]);
    expect(problems({ library: "safe" })).toEqual([]);
    expect(problems({ library: "scaled" })).toMatchObject([
      { limit: expect.stringMatching(/^be at least 27\.9 cores .* of size scaled /) as string },
    ]);
  });

  it("counts at the size of the capacity plan, and on the side, that config says", () => {
    const replicas = { [desk.name]: { now: 4, months6: 9, months12: 30 } };
    const service = { ...library, workloads: [desk], capacity: { ...library.capacity, replicas } };
    const granted = { library: { cores: 25, memoryGib: 16 } };
    expect(quotaProblems([service], granted, "primary", "now")).toEqual([]);
    expect(quotaProblems([service], granted, "primary", "months12")).toHaveLength(1);
  });
});
