import { describe, expect, it } from "vitest";
import { heldState } from "../../../sandbox/live/held-state";
import { secret } from "../../../sandbox/providers/value";

describe("the state of an object that a cluster holds", () => {
  it("is what the server answered, without who owns which field", () => {
    const inputs = { kind: "Service", metadata: { name: "desk" }, spec: { ports: [{ port: 80 }] } };
    const metadata = { name: "desk", uid: "1" };
    const held = {
      kind: "Service",
      metadata: { ...metadata, managedFields: [{ manager: "somebody" }] },
      spec: { ports: [{ port: 80, protocol: "TCP" }], clusterIP: "10.96.0.7" },
    };
    expect(heldState(inputs, held)).toEqual({ ...held, metadata });
  });

  it("is secret where the inputs are, in lists too", () => {
    const plain = { name: "PLAIN", value: "a" };
    const hidden = { name: "HIDDEN", value: secret("b") };
    const inputs = { spec: { env: [plain, hidden] } };
    const held = [plain, { name: "HIDDEN", value: "b" }];
    expect(heldState(inputs, { spec: { env: held } })).toEqual({ metadata: {}, ...inputs });
    const longer = [plain, ...held];
    expect(heldState(inputs, { spec: { env: longer } })).toEqual({
      metadata: {},
      spec: { env: secret(longer) },
    });
  });

  it("is secret in a Secret's data, however it was declared", () => {
    const inputs = { kind: "Secret", stringData: { password: "one" } };
    expect(heldState(inputs, { kind: "Secret", data: { password: "b25l" } })).toEqual({
      kind: "Secret",
      metadata: {},
      data: secret({ password: "b25l" }),
      stringData: secret({ password: "one" }),
    });
  });
});
