import { describe, expect, it } from "vitest";
import { Outages } from "../../../../sandbox/drill/cluster/outages";

const job = (namespace: string | undefined) => ({ kind: "Job", namespace, name: "x" });

describe("an outage", () => {
  it("refuses objects of its namespaces, the namespaces themselves too, and no others", () => {
    const outages = new Outages();
    outages.begin((namespace) => !namespace.endsWith("-dr"));
    expect(() => {
      outages.refuse(job("kyb"));
    }).toThrow("Job kyb/x: the cluster does not answer, its region is down.");
    expect(() => {
      outages.refuse({ kind: "Namespace", namespace: undefined, name: "kyb" });
    }).toThrow("Namespace kyb");
    outages.refuse(job("kyb-dr"));
    outages.refuse({ kind: "ClusterRole", namespace: undefined, name: "kyb" });
  });

  it("ends for what comes back, and may begin anew", () => {
    const outages = new Outages();
    outages.begin(() => true);
    outages.end((namespace) => namespace === "kyb");
    expect([outages.isDown("kyb"), outages.isDown("tasks")]).toEqual([false, true]);
    outages.begin((namespace) => namespace === "kyb");
    expect(outages.isDown("kyb")).toBe(true);
  });
});
