import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exposedMetrics } from "../../../infra/alerts/metrics";
import { RUNBOOKS } from "../../support/runbooks";
import { services } from "../../../infra/catalog";
import { repositoryRoot } from "../../../sandbox/engine/paths";
import { places, runbookPath } from "../../../sandbox/render/runbook-pages";
import { metricsIn } from "../../support/promql-metrics";
import { rulesOf } from "../alerts/rules-of";
import { panelsOf, shown, type ShownDashboard } from "./shown";

const page = (id: string) => readFileSync(join(repositoryRoot(__dirname), runbookPath(id)), "utf8");
/** Headings as their anchors. */
const anchors = new Map(
  services.map(({ id }) => [
    id,
    [...page(id).matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replace(/[^a-z0-9 -]/g, "")
        .replace(/ /g, "-"),
    ),
  ]),
);

/** Cells of the grid that more than one panel lies on, or that are outside. */
function clashes({ panels }: ShownDashboard): readonly string[] {
  const taken = new Set<string>();
  return panels.flatMap(({ gridPos: { x, y, w, h }, title }) => {
    const cells = Array.from(
      { length: w * h },
      (_, index) => [x + (index % w), y + Math.floor(index / w)] as const,
    );
    const wrong = cells.filter(([column, line]) => column > 23 || taken.has(`${column},${line}`));
    for (const [column, line] of cells) taken.add(`${column},${line}`);
    return wrong.length > 0 ? [title] : [];
  });
}

describe.each(places)("dashboards of a $role that is $posture", (where) => {
  const dashboards = shown(where);
  const panels = dashboards.flatMap(panelsOf);

  it("are four, by names that stay", () => {
    expect(dashboards.map(({ uid }) => uid)).toEqual(
      ["overview", "application", "infrastructure", "recovery"].map(
        (name) => `lifeboat-${name}-${where.role}`,
      ),
    );
  });

  it("let people choose the data source, and nothing else", () => {
    for (const { templating, uid } of dashboards)
      expect(templating.list, uid).toMatchObject([
        { name: "datasource", type: "datasource", query: "prometheus" },
      ]);
  });

  it("lay no panel over another", () => {
    for (const each of dashboards) expect(clashes(each), each.uid).toEqual([]);
  });

  it("show every service", () => {
    for (const { panels: all, uid } of dashboards)
      for (const { title } of services)
        expect(
          all.some((each) => each.type === "row" && each.title.startsWith(title)),
          `${uid} ${title}`,
        ).toBe(true);
  });

  it("ask for metrics that something exposes, or that rules record", () => {
    const records = services.flatMap((service) =>
      rulesOf(service, where).flatMap(({ rules }) =>
        rules.flatMap((rule) => ("record" in rule ? [rule.record] : [])),
      ),
    );
    const known = new Set([...exposedMetrics(services), ...records]);
    for (const { title, targets } of panels)
      for (const { expr } of targets) {
        const used = metricsIn(expr.replaceAll("$__rate_interval", "5m"));
        expect(used.length, title).toBeGreaterThan(0);
        expect(
          used.filter((name) => !known.has(name)),
          `${title}: ${expr}`,
        ).toEqual([]);
      }
  });

  it("link to sections that runbook pages have", () => {
    const links = panels.flatMap((each) => each.links.map(({ url }) => url));
    expect(links.length).toBeGreaterThan(100);
    for (const url of links) {
      const [, id = "", anchor] = new RegExp(`^${RUNBOOKS}/([a-z-]+)[.]md(?:#(.+))?$`).exec(url) ?? [];
      expect(anchors.has(id), url).toBe(true);
      if (anchor !== undefined) expect(anchors.get(id), url).toContain(anchor);
    }
  });

  it("colour by limits that rise", () => {
    for (const { title, fieldConfig } of panels) {
      const [base, ...steps] = fieldConfig.defaults.thresholds.steps.map(({ value }) => value);
      expect(base, title).toBeNull();
      expect(steps.map(Number), title).toEqual(steps.map(Number).sort((a, b) => a - b));
      expect(
        steps.every((each) => each !== null && Number.isFinite(each)),
        title,
      ).toBe(true);
    }
  });

  it("tell each panel, and each query of a panel, from its others", () => {
    for (const { uid, panels: all } of dashboards)
      expect(new Set(all.map(({ id }) => id)).size, uid).toBe(all.length);
    for (const { title, targets } of panels) {
      const ids = targets.map(({ refId }) => refId);
      expect(new Set(ids).size, title).toBe(ids.length);
      expect(
        ids.every((id) => id !== undefined && id !== ""),
        title,
      ).toBe(true);
    }
  });
});

describe("the recovery dashboard", () => {
  const recovery = (where: (typeof places)[number]) =>
    shown(where).find(({ uid }) => uid.startsWith("lifeboat-recovery")) ??
    expect.fail("no recovery dashboard");
  const limits = (where: (typeof places)[number], title: string) =>
    panelsOf(recovery(where))
      .filter((each) => each.title === title)
      .map((each) => each.fieldConfig.defaults.thresholds.steps.map(({ value }) => value));

  it("holds backups against each service's RPO, and drills against its RTO", () => {
    const active = { role: "primary", posture: "active" } as const;
    const backups = limits(active, "Newest backup");
    expect(backups).toHaveLength(services.length);
    services.forEach(({ objectives }, index) => {
      const [, late, tooOld] = backups[index] ?? [];
      expect(Number(tooOld)).toBeLessThanOrEqual(objectives.rpoMinutes * 60);
      expect(Number(late)).toBeLessThan(Number(tooOld));
    });
    for (const [index, [, , most]] of limits(active, "Longest drill").entries())
      expect(Number(most)).toBeLessThan((services[index]?.objectives.rtoMinutes ?? 0) * 60);
  });

  it("holds nothing against a job that the posture suspends", () => {
    for (const steps of limits({ role: "standby", posture: "passive" }, "Newest backup"))
      expect(steps).toEqual([null]);
  });
});
