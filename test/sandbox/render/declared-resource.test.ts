import { describe, expect, it } from "vitest";
import { declaredResources } from "../../../sandbox/render/declared-resource";

const urn = (type: string, name: string): string => `urn:pulumi:prod::lifeboat::${type}::${name}`;
const stack = urn("pulumi:pulumi:Stack", "lifeboat-prod");
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const step = (type: string, name: string, parent: string, inputs: Record<string, unknown>) => ({
  op: "create",
  urn: urn(type, name),
  newState: { urn: urn(type, name), type, parent, inputs },
});

const preview = (...steps: readonly unknown[]): string => JSON.stringify({ steps });

describe("declaredResources", () => {
  it("leaves the stack itself out, and names parents below it", () => {
    const text = preview(
      { op: "create", urn: stack, newState: { urn: stack, type: "pulumi:pulumi:Stack" } },
      step("aws:s3/bucket:Bucket", "vault-bucket", urn("lifeboat:index:Vault", "vault"), { bucket: "b" }),
      step("lifeboat:index:Vault", "vault", stack, {}),
    );
    expect(declaredResources(text)).toEqual([
      { type: "aws:s3/bucket:Bucket", name: "vault-bucket", parent: "vault", inputs: { bucket: "b" } },
      { type: "lifeboat:index:Vault", name: "vault", inputs: {} },
    ]);
  });

  it("orders by type and name, and inputs by key, so that two runs give one text", () => {
    const text = preview(
      step("b:i:T", "z", stack, {}),
      step("a:i:T", "y", stack, { b: 1, a: { d: 1, c: 2 } }),
    );
    const [first, second] = declaredResources(text);
    expect([first?.name, second?.name]).toEqual(["y", "z"]);
    expect(JSON.stringify(first?.inputs)).toBe('{"a":{"c":2,"d":1},"b":1}');
  });

  it("says what only a deployment can tell, also inside a text and a list", () => {
    const text = preview(
      step("a:i:T", "x", stack, { arn: UNKNOWN, text: `key ${UNKNOWN}`, list: [UNKNOWN] }),
    );
    expect(declaredResources(text)[0]?.inputs).toEqual({
      arn: "[unknown]",
      text: "key [unknown]",
      list: ["[unknown]"],
    });
  });

  it("keeps secrets masked as the engine gives them", () => {
    const text = preview(step("a:i:T", "x", stack, { password: "[secret]" }));
    expect(declaredResources(text)[0]?.inputs).toEqual({ password: "[secret]" });
  });

  it("keeps protection, secret outputs, and what an unknown property is made from, and leaves out what is as usual", () => {
    const key = urn("lifeboat:index:Vault$aws:kms/key:Key", "vault-key");
    const { newState, ...rest } = step("a:i:T", "x", stack, { key: { arn: UNKNOWN }, name: "x" });
    const state = {
      ...newState,
      protect: true,
      additionalSecretOutputs: ["value", "password"],
      propertyDependencies: { key: [key, key], name: [key] },
    };
    const plain = step("a:i:T", "y", stack, { name: "y" });
    expect(declaredResources(preview({ ...rest, newState: state }, plain))).toEqual([
      {
        type: "a:i:T",
        name: "x",
        inputs: { key: { arn: "[unknown]" }, name: "x" },
        protect: true,
        secretOutputs: ["password", "value"],
        madeFrom: { key: ["aws:kms/key:Key::vault-key"] },
      },
      { type: "a:i:T", name: "y", inputs: { name: "y" } },
    ]);
  });

  it("refuses what is no preview", () => {
    expect(() => declaredResources("{}")).toThrow(/steps/);
  });
});
