import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { services } from "../../../../infra/catalog";
import { jobSettings, jobSettingsSchema } from "../../../../infra/components/jobs/job-settings";
import { serviceSettings } from "../../../../infra/components/jobs/service-settings";
import { serviceLayout } from "../../../../infra/components/service-layout";
import { primary, standby } from "../../../support/service-fixture";

const JOBS = path.resolve(__dirname, "../../../../infra/jobs");

const node = z.looseObject({
  type: z.string().optional(),
  description: z.string().optional(),
  pattern: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).default({}),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).default([]),
});
type Node = z.infer<typeof node>;

/** Every schema of a JSON Schema by its path, its own first. */
function nodesOf(schema: unknown, at = "settings"): readonly (readonly [string, Node])[] {
  const own = node.parse(schema);
  return [
    [at, own],
    ...Object.entries(own.properties).flatMap(([name, each]) => nodesOf(each, `${at}.${name}`)),
    ...own.anyOf.flatMap((each, index) => nodesOf(each, `${at}|${index}`)),
    ...(own.items === undefined ? [] : nodesOf(own.items, `${at}[]`)),
  ];
}

describe("the schema of the jobs' settings", () => {
  const nodes = nodesOf(JSON.parse(jobSettingsSchema()));

  it("has no keyword that the jobs do not know", () => {
    const filter = readFileSync(path.join(JOBS, "settings.jq"), "utf8");
    const [, list = ""] = /^def KEYWORDS: \[([^\]]*)\];/m.exec(filter) ?? [];
    const known = [...list.matchAll(/"([^"]+)"/g)].map(([, keyword]) => keyword);
    expect(known).toContain("properties");
    const used = new Set(nodes.flatMap(([, each]) => Object.keys(each)));
    expect([...used].filter((keyword) => !known.includes(keyword))).toEqual([]);
  });

  it("says in words what every value must be, for errors", () => {
    const silent = nodes.filter(
      ([, { type, description }]) => description === undefined && type !== "object",
    );
    expect(silent.map(([at]) => at).filter((at) => !at.includes("|"))).toEqual([]);
  });

  it("has patterns of whole texts only, which the jobs take them for", () => {
    const patterns = nodes.flatMap(([, { pattern }]) => (pattern === undefined ? [] : [pattern]));
    expect(patterns.length).toBeGreaterThan(10);
    for (const pattern of patterns) expect(pattern).toMatch(/^\^.*\$$/);
  });

  it.each([primary, standby])("fits every service of the catalog, on the $role", (side) => {
    const cloudflareZones = { "tasks-app.example": "0".repeat(32) };
    const config = { ...side, cloudflareZones, ageRecipients: [`age1${"q".repeat(58)}`] };
    for (const service of services) {
      const text = serviceSettings(service, config, serviceLayout(service, config));
      expect(jobSettings.safeParse(JSON.parse(text)).error, service.id).toBeUndefined();
    }
  });
});
