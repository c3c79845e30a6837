import { describe, expect, it } from "vitest";
import { priorities, priorityNames } from "../../../../infra/catalog/priorities";
import { PriorityClasses, priorityClassNames } from "../../../../infra/components/pod/priority-classes";
import { declared } from "../../../support/pulumi-mocks";

const CLASS = "kubernetes:scheduling.k8s.io/v1:PriorityClass";
const made = async (role: "primary" | "standby", stack: string) => {
  const { resources } = await declared(() => new PriorityClasses("priority", { role }), { stack });
  return resources.all(CLASS);
};

describe("PriorityClasses", () => {
  it("are one for each kind of pods, and nobody's default", async () => {
    const classes = await made("primary", "zulu");
    expect(classes).toHaveLength(priorityNames.length);
    for (const { name, inputs } of classes) {
      expect(inputs["globalDefault"], name).toBe(false);
      expect(name).not.toContain("zulu");
    }
    expect(classes.find(({ name }) => name === "priority-periodic")?.inputs).toMatchObject({
      metadata: { name: "lifeboat-periodic-20000-waits-primary" },
      value: 20_000,
      preemptionPolicy: "Never",
      description: "Verifications and drills: a later run proves the same.",
    });
  });

  it("stop others for what recovers, serves or backs up alone", async () => {
    const classes = await made("primary", "prod");
    const preempting = classes.filter(({ inputs }) => inputs["preemptionPolicy"] === "PreemptLowerPriority");
    expect(preempting.map(({ name }) => name)).toEqual([
      "priority-backup",
      "priority-recovery",
      "priority-serving",
    ]);
  });

  it("have no name that the other environment has", () => {
    const names = (role: "primary" | "standby") => Object.values(priorityClassNames(role));
    expect(names("primary").filter((name) => names("standby").includes(name))).toEqual([]);
    expect(priorityClassNames("standby").recovery).toBe("lifeboat-recovery-100000-standby");
  });
});

describe("priorities", () => {
  it("fall from each to the next, below the cluster's own and not below 0", () => {
    const values = priorityNames.map((name) => priorities[name].value);
    expect(values).toEqual([...new Set(values)].sort((a, b) => b - a));
    expect(Math.max(...values)).toBeLessThanOrEqual(1_000_000_000);
    expect(Math.min(...values)).toBeGreaterThan(0);
  });
});
