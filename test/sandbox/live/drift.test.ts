import { describe, expect, it } from "vitest";
import { inputsAsHeld } from "../../../sandbox/live/drift";
import { secret } from "../../../sandbox/providers/value";

const container = (image: string, memory: string) => ({ name: "job", image, resources: { memory } });

describe("inputs that would declare what a cluster holds", () => {
  it("are those that were declared where only the spelling differs", () => {
    const inputs = { spec: { containers: [container("a", "1024Mi")], suspend: false, annotations: {} } };
    const held = { spec: { containers: [{ ...container("a", "1Gi"), terminationMessagePath: "/dev" }] } };
    expect(inputsAsHeld(inputs, held, structuredClone(held))).toEqual(inputs);
  });

  it("differ in what somebody else has changed, and in nothing else", () => {
    const inputs = { spec: { replicas: 2, containers: [container("a", "1024Mi")] } };
    const wanted = { spec: { replicas: 2, containers: [container("a", "1Gi")] } };
    const live = { spec: { replicas: 2, containers: [container("b", "1Gi")], paused: true } };
    expect(inputsAsHeld(inputs, wanted, live)).toEqual({
      spec: { replicas: 2, containers: [container("b", "1024Mi")] },
    });
  });

  it("lack what somebody else has taken away", () => {
    const inputs = { metadata: { labels: { app: "a", tier: "b" } } };
    const live = { metadata: { labels: { app: "a" } } };
    expect(inputsAsHeld(inputs, inputs, live)).toEqual(live);
  });

  it("have the whole list where somebody else has made it longer", () => {
    const inputs = { spec: { args: ["a"] } };
    expect(inputsAsHeld(inputs, inputs, { spec: { args: ["a", "b"] } })).toEqual({
      spec: { args: ["a", "b"] },
    });
  });

  it("keep a Secret secret, whose text is held as data", () => {
    const inputs = { kind: "Secret", stringData: secret({ password: "one", kept: "two" }) };
    const data = (password: string) => ({
      kind: "Secret",
      data: { password: Buffer.from(password).toString("base64"), kept: "dHdv" },
    });
    expect(inputsAsHeld(inputs, data("one"), data("one"))).toEqual(inputs);
    expect(inputsAsHeld(inputs, data("one"), data("other"))).toEqual({
      kind: "Secret",
      stringData: secret({ password: "other", kept: "two" }),
    });
  });
});
