import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { areas } from "../../../infra/oncall/chain";
import { escalationPolicies } from "../../../infra/oncall/escalation-policy";
import { shop } from "./fixture";

const policy = (id: string) => escalationPolicies(shop()).find((candidate) => candidate.id === id);
const lines = (id: string) =>
  policy(id)?.steps.map(({ afterMinutes, role, channel, notifiedBy }) =>
    [afterMinutes, role, channel, notifiedBy.join("+")].join(" "),
  );

describe("escalationPolicies", () => {
  it("are minutes, role and channel, and who can notify it", () => {
    expect(lines("shop/default/P0")).toEqual([
      "0 On-Call pagerduty pagerduty",
      "0 On-Call slack alertmanager",
      "0 Operations email alertmanager",
      "60 Chief phone pagerduty",
    ]);
  });

  it("let PagerDuty notify the first contacts if there are later ones and nobody is paged", () => {
    expect(lines("shop/default/P1")).toEqual([
      "0 Operations email alertmanager+pagerduty",
      "60 Chief phone pagerduty",
    ]);
    expect(lines("shop/default/P2")).toEqual(["0 Operations email alertmanager"]);
  });

  it("promise the area's time, else the severity's", () => {
    expect(policy("shop/default/P1")?.responseMinutes).toBe(60);
    expect(policy("shop/database/P0+P1")).toMatchObject({ responseMinutes: 30, severities: ["P0", "P1"] });
  });

  it("escalate tickets in support hours only", () => {
    expect(policy("shop/default/P0")?.urgency).toBe("high");
    expect(policy("shop/default/P3")?.urgency).toBe("support-hours");
  });

  it.each(services.map((service) => [service.id, service] as const))(
    "of %s take every area and severity once",
    (_id, service) => {
      const policies = escalationPolicies(service);
      const taken = policies.flatMap((one) =>
        one.areas.flatMap((area) => one.severities.map((severity) => `${area} ${severity}`)),
      );
      const all = areas.flatMap((area) => ["P0", "P1", "P2", "P3"].map((severity) => `${area} ${severity}`));
      expect(taken.toSorted()).toEqual(all.toSorted());
      expect(new Set(policies.map(({ id }) => id)).size).toBe(policies.length);
    },
  );
});
