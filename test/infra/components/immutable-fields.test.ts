import { beforeAll, describe, expect, it } from "vitest";
import type { Takeover } from "../../../infra/recovery/takeover";
import { PriorityClasses } from "../../../infra/components/pod/priority-classes";
import { refusedProperties } from "../../../sandbox/providers/kubernetes/replacement";
import { environments } from "../../support/catalog-environments";
import { declared, type Registered } from "../../support/pulumi-mocks";
import { primary, standby } from "../../support/service-fixture";

const takeover: Takeover = { reason: "lost", finalBackup: undefined };

const isSet = (value: unknown, [step, ...rest]: readonly string[]): boolean => {
  if (step === undefined) return value !== undefined;
  return typeof value === "object" && value !== null && isSet(Reflect.get(value, step), rest);
};

/** What a resource declares that the API does not change and the provider would: its kind and the property. */
const fixed = ({ type, inputs }: Registered): readonly string[] =>
  refusedProperties(type.replace("kubernetes:", "")).filter((path) => isSet(inputs, path.split(".")));

describe("a property that the API does not change and the provider does not replace for", () => {
  let resources: readonly Registered[];
  beforeAll(async () => {
    const classes = await declared(() => new PriorityClasses("priority", { role: "primary" }));
    resources = [
      ...classes.resources.list,
      ...(await environments(primary)),
      ...(await environments({ ...standby, posture: "active" }, takeover)),
    ];
  });

  it("is declared by Jobs and PriorityClasses", () => {
    const kinds = resources.flatMap((resource) =>
      fixed(resource).map((path) => `${resource.type.split(":").at(-1) ?? ""} ${path}`),
    );
    expect([...new Set(kinds)].sort()).toEqual([
      "Job spec.podFailurePolicy",
      "PriorityClass preemptionPolicy",
      "PriorityClass value",
    ]);
  });

  it("makes another object of each of them when it changes, or is left as it was", () => {
    const left = resources.flatMap((resource) => {
      const handled = [...resource.replaceOnChanges, ...resource.ignoreChanges];
      // The class's name holds what it is made of.
      if (resource.type.endsWith(":PriorityClass")) return [];
      return fixed(resource)
        .filter((path) => !handled.some((one) => path === one || path.startsWith(`${one}.`)))
        .map((path) => `${resource.name} ${path}`);
    });
    expect(left).toEqual([]);
  });

  it("is in the name of a PriorityClass: no preview of the provider passes where the name stays", () => {
    const classes = resources.filter(({ type }) => type.endsWith(":PriorityClass"));
    expect(classes.length).toBeGreaterThan(0);
    for (const { inputs } of classes) {
      const preempts = inputs["preemptionPolicy"] === "PreemptLowerPriority";
      const name = new RegExp(`-${String(inputs["value"])}${preempts ? "" : "-waits"}-primary$`);
      expect(inputs).toMatchObject({ metadata: { name: expect.stringMatching(name) as string } });
    }
  });
});
