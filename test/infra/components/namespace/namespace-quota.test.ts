import { describe, expect, it } from "vitest";
import type { SizeName } from "../../../../infra/catalog/types";
import { services } from "../../../../infra/catalog";
import { jobs } from "../../../../infra/catalog/jobs";
import { limitRangeSpec, quotaSpec } from "../../../../infra/components/namespace/namespace-quota";
import { library } from "../../../support/service-fixture";
import { binder, desk, shelf, staffedLibrary } from "../../../support/workload-fixture";
import { namespaceNeed } from "../../../../infra/capacity/namespace-need";

/** All that are planned, and a step. */
const JOBS = jobs.length + 1;
/** Of the exporter. */
const CPU = { request: 25, limit: 200 };
const MEMORY = { request: 32, limit: 96 };

describe("namespaceNeed", () => {
  it("is the jobs, a step and the exporter with a fifth of headroom where there are no workloads", () => {
    expect(namespaceNeed(library, "primary", "now")).toEqual({
      cpuRequestMillicores: (JOBS * 250 + CPU.request) * 1.2,
      cpuLimitMillicores: (JOBS * 2000 + CPU.limit) * 1.2,
      memoryRequestMib: Math.ceil((JOBS * 256 + MEMORY.request) * 1.2),
      memoryLimitMib: Math.ceil((JOBS * 768 + MEMORY.limit) * 1.2),
      pods: Math.ceil((JOBS + 1) * 1.2),
    });
  });

  it("counts all replicas of the largest size in the middle of a roll-out, and a migration and the exporter beside them", () => {
    // shelf 1 + 0, desk 4 + 1, binder 4 + 1, and one migration as large as the desk of size normal.
    const pods = 1 + 5 + 5 + 1 + JOBS + 1;
    const need = namespaceNeed(staffedLibrary, "primary", "now");
    expect(need.pods).toBe(Math.ceil(pods * 1.2));
    expect(need.cpuLimitMillicores).toBe((1000 + 10 * 2000 + 1000 + JOBS * 2000 + CPU.limit) * 1.2);
    expect(need.memoryRequestMib).toBe(Math.ceil((512 + 10 * 512 + 256 + JOBS * 256 + MEMORY.request) * 1.2));
  });

  it("counts the sizes that are required", () => {
    const cores = (...sizes: SizeName[]) =>
      namespaceNeed(staffedLibrary, "primary", "now", sizes).cpuLimitMillicores;
    expect(cores("normal")).toBe((500 + 11 * 1000 + JOBS * 2000 + CPU.limit) * 1.2);
    expect(cores("safe", "scaled", "normal")).toBe(
      namespaceNeed(staffedLibrary, "primary", "now").cpuLimitMillicores,
    );
  });

  const only = (workload: typeof desk | typeof shelf, change: object) => ({
    ...library,
    workloads: [{ ...workload, ...change }],
  });
  const pods = (...args: Parameters<typeof namespaceNeed>) => namespaceNeed(...args).pods;

  it("counts what the autoscaler may reach, the capacity plan, and each side's replicas", () => {
    const scaled = only(desk, { autoscaling: { minReplicas: 2, maxReplicas: 20, cpuPercent: 70 } });
    expect(pods(scaled, "primary", "now")).toBe(Math.ceil((20 + 1 + 1 + JOBS + 1) * 1.2));
    const service = only(desk, {});
    expect(pods(service, "standby", "now")).toBe(Math.ceil((3 + 1 + 1 + JOBS + 1) * 1.2));
    const replicas = { [desk.name]: { now: 4, months6: 9, months12: 30 } };
    const planned = { ...service, capacity: { ...service.capacity, replicas } };
    expect(pods(planned, "primary", "months12")).toBe(Math.ceil((30 + 1 + 1 + JOBS + 1) * 1.2));
  });

  it("rounds a share of pods in a roll-out up, as Kubernetes does", () => {
    const service = only(desk, { rollout: { ...desk.rollout, maxSurge: "30%" } });
    expect(pods(service, "primary", "now")).toBe(Math.ceil((4 + 2 + 1 + JOBS + 1) * 1.2));
  });

  it("counts a writer's guard where that is greater than the writer", () => {
    const tiny = { ...desk.sizes.normal, cpuLimitMillicores: 100, memoryLimitMib: 64 };
    const need = (writer: boolean) =>
      namespaceNeed(
        only(desk, { writer, sizes: { normal: tiny, scaled: tiny, safe: tiny } }),
        "primary",
        "now",
      ).cpuLimitMillicores;
    expect(need(true)).toBe((6 * 500 + JOBS * 2000 + CPU.limit) * 1.2);
    expect(need(false)).toBe((5 * 100 + JOBS * 2000 + CPU.limit) * 1.2);
  });

  it("is no smaller than the pods of any posture and side", () => {
    for (const service of services)
      for (const role of ["primary", "standby"] as const) {
        const need = namespaceNeed(service, role, "now");
        const running = service.workloads.reduce(
          (sum, { replicas, sizes }) => sum + replicas[role] * sizes.safe.cpuLimitMillicores,
          0,
        );
        expect(need.cpuLimitMillicores, service.id).toBeGreaterThan(running * 1.2);
      }
  });
});

describe("quotaSpec and limitRangeSpec", () => {
  const need = namespaceNeed({ ...library, workloads: [shelf, desk, binder] }, "primary", "now");

  it("are what is needed", () => {
    expect(quotaSpec(need)).toEqual({
      hard: {
        "requests.cpu": `${need.cpuRequestMillicores}m`,
        "requests.memory": `${need.memoryRequestMib}Mi`,
        "limits.cpu": `${need.cpuLimitMillicores}m`,
        "limits.memory": `${need.memoryLimitMib}Mi`,
        pods: String(need.pods),
      },
    });
  });

  it("are the limits that the cluster grants where config says so", () => {
    expect(quotaSpec(need, { cores: 64, memoryGib: 100 })).toMatchObject({
      hard: {
        "limits.cpu": "64",
        "limits.memory": "102400Mi",
        "requests.cpu": `${need.cpuRequestMillicores}m`,
      },
    });
  });

  it("give a container that declares nothing a size within the greatest", () => {
    expect(limitRangeSpec().limits).toEqual([
      {
        type: "Container",
        defaultRequest: { cpu: "50m", memory: "64Mi" },
        default: { cpu: "500m", memory: "256Mi" },
        max: { cpu: "4000m", memory: "8192Mi" },
      },
    ]);
  });
});
