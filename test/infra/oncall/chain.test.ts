import { describe, expect, it } from "vitest";
import { contact } from "../../../infra/catalog/common";
import { areas, chainsOf, contactsOf, severitiesOf, urgencyOf } from "../../../infra/oncall/chain";
import { escalation } from "./fixture";

describe("urgency", () => {
  it("follows from what the severity promises", () => {
    expect(severitiesOf("page")).toEqual(["P0", "P1"]);
    expect(severitiesOf("ticket")).toEqual(["P2", "P3"]);
    expect(urgencyOf("P3")).toBe("ticket");
  });
});

describe("chainsOf", () => {
  it("gives the areas without a chain of their own to the default", () => {
    const [database, common] = chainsOf(escalation);
    expect(database).toMatchObject({ areas: ["database"], isDefault: false });
    expect(common).toMatchObject({
      areas: ["application", "data", "infrastructure", "performance", "security"],
      isDefault: true,
    });
  });

  it("puts areas with the same chain together", () => {
    const same = { contacts: [contact("DBA", 0, ["slack"])] };
    const chains = chainsOf({ ...escalation, areas: { data: same, database: { ...same } } });
    expect(chains.map((chain) => chain.areas)).toEqual([
      ["data", "database"],
      ["application", "infrastructure", "performance", "security"],
    ]);
  });

  it("covers every area once", () => {
    expect(
      chainsOf(escalation)
        .flatMap((chain) => chain.areas)
        .toSorted(),
    ).toEqual(areas);
  });
});

describe("contactsOf", () => {
  it("separates contacts at once from later ones, by severity", () => {
    const roles = (severity: "P0" | "P1" | "P2") => {
      const { first, later } = contactsOf(escalation.default, severity);
      return [first.map(({ role }) => role), later.map(({ role }) => role)];
    };
    expect(roles("P0")).toEqual([["On-Call", "Operations"], ["Chief"]]);
    expect(roles("P1")).toEqual([["Operations"], ["Chief"]]);
    expect(roles("P2")).toEqual([["Operations"], []]);
  });

  it("orders those notified later by their time", () => {
    const contacts = [contact("late", 90, ["phone"]), contact("soon", 30, ["phone"])];
    expect(contactsOf({ contacts }, "P0").later.map(({ role }) => role)).toEqual(["soon", "late"]);
  });
});
