import { describe, expect, it } from "vitest";
import { nameOf, nameOfId, objectOf, told } from "../../../../sandbox/drill/cluster/stored-object";
import { secret } from "../../../../sandbox/providers/value";
import { objectOperation } from "../operations";

describe("a stored object", () => {
  it("holds what is declared, without wrappings, notes of the provider and nulls", () => {
    const object = objectOf(
      objectOperation("core/v1:Secret", {
        metadata: { name: "db", namespace: "kyb", __defaults: ["name"], labels: null },
        stringData: secret({ password: secret("pw") }),
      }),
    );
    expect(object).toEqual({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "db", namespace: "kyb" },
      stringData: { password: "pw" },
    });
  });

  it("takes version and kind of its type where the inputs do not say them", () => {
    const { inputs, ...operation } = objectOperation("apps/v1:Deployment", { metadata: { name: "api" } });
    const object = objectOf({ ...operation, inputs: { metadata: inputs["metadata"] ?? null } });
    expect(object).toMatchObject({ apiVersion: "apps/v1", kind: "Deployment" });
  });

  it("is refused without a name", () => {
    expect(() => objectOf(objectOperation("batch/v1:Job", { metadata: {} }))).toThrow("metadata.name");
  });

  it("has the same name by its id", () => {
    const inNamespace = objectOf(
      objectOperation("batch/v1:Job", { metadata: { name: "j", namespace: "kyb" } }),
    );
    expect(nameOfId("kubernetes:batch/v1:Job", "kyb/j")).toEqual(nameOf(inNamespace));
    expect(told(nameOfId("kubernetes:batch/v1:Job", "kyb/j"))).toBe("Job kyb/j");
    expect(told(nameOfId("kubernetes:core/v1:Namespace", "kyb"))).toBe("Namespace kyb");
  });
});
