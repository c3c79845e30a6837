import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { alertmanagerFiles } from "../../../sandbox/render/alertmanager-files";

const component = {
  type: "lifeboat:index:OncallConfig",
  name: "oncall",
  inputs: { configuration: { route: { receiver: "anyone/page" } }, templates: "{{/* text */}}" },
};
const environment = (name: string) => ({ type: "lifeboat:index:ServiceEnvironment", name, inputs: {} });
const escalation = z.object({
  policies: z.array(z.object({ id: z.string(), service: z.string(), steps: z.array(z.looseObject({})) })),
});

describe("alertmanagerFiles", () => {
  const files = alertmanagerFiles([component, environment("stock-analysis")]);

  it("are the configuration as YAML, the texts and the escalation policies", () => {
    expect([...files.keys()]).toEqual([
      "alertmanager/alertmanager.yaml",
      "alertmanager/lifeboat.tmpl",
      "alertmanager/escalation.yaml",
    ]);
    expect(files.get("alertmanager/alertmanager.yaml")).toBe("route:\n  receiver: anyone/page\n");
    expect(files.get("alertmanager/lifeboat.tmpl")).toBe("{{/* text */}}");
  });

  it("hold the policies of declared services, each step a line", () => {
    const text = files.get("alertmanager/escalation.yaml") ?? "";
    const { policies } = escalation.parse(parse(text));
    expect(new Set(policies.map(({ service }) => service))).toEqual(new Set(["stock-analysis"]));
    expect(policies.map(({ id }) => id)).toContain("stock-analysis/database/P0");
    expect(text).toContain("{ after_minutes: 120, role: CTO, channel: phone, told_by: [ pagerduty ] }");
    expect(text).toMatch(/^# Escalation policies of PagerDuty/);
  });

  it("are none where nothing is declared", () => {
    expect([...alertmanagerFiles([])]).toEqual([]);
  });

  it("refuse a component that shows no configuration", () => {
    expect(() => alertmanagerFiles([{ ...component, inputs: {} }])).toThrow(/configuration/);
  });
});
