import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { contact } from "../../../infra/catalog/common";
import type { Escalation } from "../../../infra/catalog/types";
import { areas } from "../../../infra/oncall/chain";
import type { Channels } from "../../../infra/oncall/channels";
import { oncallProblems } from "../../../infra/oncall/problems";
import { escalation, everyChannel, maintenance, noChannel, shop } from "./fixture";

const things = (change: Partial<Escalation>, channels: Channels = everyChannel) =>
  oncallProblems([shop({ escalation: { ...escalation, ...change } })], channels).map(({ thing }) => thing);

describe("oncallProblems", () => {
  it("are none of the catalog with every channel, or with PagerDuty alone", () => {
    expect(oncallProblems(services, everyChannel)).toEqual([]);
    expect(oncallProblems(services, { ...noChannel, pagerduty: true })).toEqual([]);
  });

  it("report severities that page but notify nobody, and what would help", () => {
    const [problem, ...rest] = oncallProblems([shop()], { ...noChannel, slack: true });
    expect(rest).toEqual([]);
    expect(problem).toMatchObject({
      thing: "config lifeboat:oncall for shop",
      value: "nobody is notified of P1 of application, data, infrastructure, performance, security",
    });
    expect(problem?.remedy).toMatch(/^pulumi config set --path lifeboat:oncallMail/);
  });

  it("are one of all services without any channel", () => {
    const problems = oncallProblems(services, noChannel);
    expect(problems.map(({ thing }) => thing)).toEqual(["config lifeboat:oncall"]);
    expect(problems[0]?.remedy).toContain("--secret --path lifeboat:oncall.pagerdutyRoutingKey");
  });

  it("report a chain that notifies nobody at once", () => {
    const late = { contacts: [contact("x", 30, ["phone"])] };
    expect(things({ areas: { security: late } })).toEqual(["catalog: shop: escalation of security"]);
  });

  it("name a default chain to which no area is left", () => {
    const own = { contacts: [contact("x", 0, ["pagerduty"])] };
    const all = Object.fromEntries(areas.map((area) => [area, own]));
    const late = { contacts: [contact("y", 30, ["phone"])] };
    expect(things({ default: late, areas: all })).toEqual(["catalog: shop: escalation of any other area"]);
  });

  it("report a role with two sets of channels", () => {
    const other = { contacts: [contact("Operations", 0, ["slack"])] };
    expect(things({ areas: { data: other } })).toEqual(["catalog: shop: escalation of Operations"]);
  });

  it("report a window past midnight", () => {
    const late = shop({ maintenance: { ...maintenance, durationMinutes: 1400 } });
    expect(oncallProblems([late], everyChannel).map(({ thing }) => thing)).toEqual([
      "catalog: shop: maintenance",
    ]);
  });
});
