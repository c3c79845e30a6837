import { describe, expect, it } from "vitest";
import { contact } from "../../../infra/catalog/common";
import type { Route } from "../../../infra/oncall/alertmanager";
import { routeReceivers, routeTree } from "../../../infra/oncall/routes";
import { escalation, everyChannel, noChannel, shop } from "./fixture";

const tree = routeTree([shop()], everyChannel);
const [watchdog, service, last] = tree.routes ?? [];
const seen = (route: Route | undefined) =>
  route?.routes?.map(({ matchers, receiver }) => [matchers, receiver]);

describe("routeTree", () => {
  it("groups by MAC-9's figures", () => {
    expect(tree).toMatchObject({
      group_by: ["alertname"],
      group_wait: "10s",
      group_interval: "10s",
      repeat_interval: "60m",
    });
  });

  it("sends the watchdog to the dead man, again and again, before all else", () => {
    expect(watchdog).toMatchObject({
      receiver: "dead-man",
      matchers: ['alertname="Watchdog"'],
      repeat_interval: "50s",
    });
  });

  it("goes by area, then by severity, and notifies every contact at minute 0", () => {
    expect(seen(service)).toEqual([
      [['area="database"'], "shop/d-b-admin-2nd/page"],
      [['severity="P0"'], "shop/on-call/page"],
      [['severity="P0"'], "shop/operations/page"],
      [['severity="P1"'], "shop/operations/page"],
      [['severity="P1"'], "shop/clock/page"],
      [['severity=~"P2|P3"'], "shop/operations/ticket"],
    ]);
    expect(seen(service?.routes?.[0])).toEqual([
      [['severity=~"P0|P1"'], "shop/d-b-admin-2nd/page"],
      [['severity=~"P2|P3"'], "shop/d-b-admin-2nd/ticket"],
    ]);
    expect(service?.routes?.map((route) => route.continue ?? false)).toEqual([
      false,
      true,
      false,
      true,
      false,
      false,
    ]);
  });

  it("is silent in a maintenance window for tickets alone", () => {
    const leaves = [...(service?.routes ?? []), ...(service?.routes?.[0]?.routes ?? [])];
    for (const { receiver, mute_time_intervals: muted } of leaves)
      expect(muted, receiver).toEqual(receiver.endsWith("/ticket") ? ["shop-maintenance"] : undefined);
  });

  it("tells anyone of what no service claims, and as a page unless it is known to be a ticket", () => {
    expect(tree.receiver).toBe("anyone/page");
    expect(last).toEqual({ receiver: "anyone/ticket", matchers: ['severity=~"P2|P3"'] });
  });

  it("tells the worst severity's people of a severity that nobody knows", () => {
    expect(service?.receiver).toBe("shop/on-call/page");
    expect(service?.routes?.[0]?.receiver).toBe("shop/d-b-admin-2nd/page");
  });

  it("needs no clock without PagerDuty, and uses the receiver anyone if no contact has a channel", () => {
    const mute = routeTree([shop()], noChannel).routes?.[1];
    expect(new Set(mute?.routes?.map(({ receiver }) => receiver))).toEqual(
      new Set(["anyone/page", "anyone/ticket"]),
    );
  });

  it("tells anyone of a severity that no contact of the chain takes at once", () => {
    const only = { default: { contacts: [contact("x", 0, ["slack"], ["P0"])] }, areas: {} };
    const route = routeTree([shop({ escalation: { ...escalation, ...only } })], everyChannel).routes?.[1];
    expect(seen(route)).toEqual([
      [['severity="P0"'], "shop/x/page"],
      [['severity="P1"'], "anyone/page"],
      [['severity=~"P2|P3"'], "anyone/ticket"],
    ]);
  });
});

describe("routeReceivers", () => {
  const named = (route: Route): readonly string[] => [
    route.receiver,
    ...(route.routes ?? []).flatMap((child) => named(child)),
  ];

  it.each([
    ["every channel", everyChannel],
    ["none", noChannel],
    ["PagerDuty alone", { ...noChannel, pagerduty: true }],
    ["Slack alone", { ...noChannel, slack: true }],
  ])("are those that the routes name, each once, with %s", (_name, channels) => {
    const names = routeReceivers([shop()], channels).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const used = new Set(named(routeTree([shop()], channels)));
    expect([...used].filter((name) => name !== "dead-man" && !names.includes(name))).toEqual([]);
    expect(names.filter((name) => !used.has(name) && !name.startsWith("anyone/"))).toEqual([]);
  });
});
