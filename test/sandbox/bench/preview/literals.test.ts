import { expect, it } from "vitest";
import { literals } from "../../../../sandbox/bench/preview/literals";

const component = (name: string, parent?: string) => ({
  type: `shop:index:Part`,
  name,
  inputs: {},
  ...(parent === undefined ? {} : { parent }),
});
const topic = { type: "aws:sns/topic:Topic", name: "topic", parent: "shop", inputs: { name: "orders" } };

it("tells a component before what it contains, and resources with their inputs after them", () => {
  expect(literals([topic, component("a-part", "shop"), component("shop")], "shop:")).toEqual([
    { type: "shop:index:Part", name: "shop" },
    { type: "shop:index:Part", name: "a-part", parent: "shop" },
    topic,
  ]);
});

it("leaves out what is the engine's own", () => {
  const own = { type: "pulumi:providers:postgresql", name: "database", inputs: {} };
  expect(literals([own, topic], "shop:")).toEqual([topic]);
});

it("refuses components that contain each other", () => {
  const declared = [component("shop"), component("one", "other"), component("other", "one")];
  expect(() => literals(declared, "shop:")).toThrow("components contain each other: one, other");
});
