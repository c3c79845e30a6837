import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { services } from "../../../infra/catalog";
import { archiveJobs } from "../../../infra/catalog/archive-jobs";
import { ruleGroups } from "../../../infra/alerts/rule-groups";
import { cronJobName } from "../../../infra/naming";
import { stockAnalysis } from "../../../infra/catalog/stock-analysis";
import type { Command, Place } from "../../../infra/runbook/command";
import { runbookPage } from "../../../infra/runbook/page";
import { alertsOfPage } from "../../../infra/runbook/page-alerts";
import { steps, stepsOf } from "../../../infra/runbook/steps";
import { recordedResources } from "../../../sandbox/render/expected-files";
import { pageEnvironments, places, runbookPath } from "../../../sandbox/render/runbook-pages";
import { dumpsAlone } from "../../support/dumps-alone";
import { alertsOf, rulesOf } from "../alerts/rules-of";
import { RUNBOOKS } from "../../support/runbooks";

const root = path.resolve(__dirname, "../../..");
const stackSchema = z.array(
  z.looseObject({
    type: z.string(),
    inputs: z.looseObject({
      metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }).optional(),
    }),
  }),
);

/** `kind namespace/name` of every object that prod declares. */
function declaredObjects(): ReadonlySet<string> {
  return new Set(
    stackSchema.parse(recordedResources("prod")).flatMap(({ type, inputs: { metadata } }) => {
      const kind = type.split(":").at(-1) ?? "";
      return metadata === undefined ? [] : [`${kind} ${metadata.namespace ?? ""}/${metadata.name}`];
    }),
  );
}

/** Anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");

describe.each(services.map((service) => [service.id, service] as const))(
  "the runbook of %s",
  (id, service) => {
    const file = runbookPath(id);
    const environments = pageEnvironments(service);
    const place: Place = { service, namespace: service.namespace, monitoring: "monitoring", stack: "prod" };
    const alerts = alertsOfPage(service, environments).map(({ alert }) => alert.name);
    const page = readFileSync(path.join(root, file), "utf8");

    it("has a section where each alert of each posture leads to", () => {
      // In a block a line that begins like this is a comment.
      const text = page.replaceAll(/^```sh\n.*?^```$/gms, "");
      const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading));
      expect(new Set(anchors).size).toBe(anchors.length);
      for (const where of places)
        for (const { alert, annotations } of alertsOf(rulesOf(service, where))) {
          const [page_, anchor] = (annotations["runbook_url"] ?? "").split("#");
          expect(page_).toMatch(new RegExp(`/${file}$`));
          expect(anchors, alert).toContain(anchor);
        }
    });

    it("leads nowhere that is not there", () => {
      const links = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, link = ""]) => link);
      expect(links.length).toBeGreaterThan(alerts.length);
      for (const link of links) {
        if (link.startsWith("#"))
          expect(page.toLowerCase()).toContain(`# ${link.slice(1).replaceAll("-", " ")}`);
        else expect(existsSync(path.join(root, "docs/runbook", link)), link).toBe(true);
      }
    });

    it("names objects that prod declares, and no other", () => {
      // The stack's own file leaves every database server where it is.
      const inside = archiveJobs.map(
        ({ name }) => `CronJob ${place.namespace}/${cronJobName(place.service.id, name)}`,
      );
      const known = [...declaredObjects(), ...inside];
      const commands: readonly Command[] = alerts.flatMap((alert) => {
        const { look, remedy } = stepsOf(alert, place);
        return [...look, ...remedy];
      });
      const named = commands.flatMap(({ objects }) => objects);
      expect(named.length).toBeGreaterThan(10);
      for (const { kind, namespace, name } of named) expect(known).toContain(`${kind} ${namespace}/${name}`);
      // A command lists every object that it names: a name that nobody checks goes stale.
      for (const { text, objects } of commands) {
        const inText = [...text.matchAll(/(?:cronjob|deployment)\/([a-z0-9-]+)/g)].map(([, name]) => name);
        expect(objects.map(({ name }) => name)).toEqual(expect.arrayContaining(inText));
      }
    });

    it("says at each alert what to look at, and what to do then", () => {
      for (const alert of alerts) {
        const { look, remedy, then } = stepsOf(alert, place);
        expect(look, alert).not.toEqual([]);
        expect(remedy.length + (then ?? "").length, alert).toBeGreaterThan(0);
      }
    });
  },
);

describe.each(services.map((service) => [service.id, service] as const))(
  "who is notified by the page of %s",
  (id, service) => {
    const page = readFileSync(path.join(root, runbookPath(id)), "utf8");
    const [, section = ""] = page.split("\n## Who is notified\n");
    const rows = (section.split("\n## ")[0] ?? "")
      .split("\n")
      .flatMap((line) => (line.startsWith("|") ? [line.split("|").map((cell) => cell.trim())] : []))
      .slice(2);

    it("has the response time that each alert has in its label", () => {
      const named = rows.flatMap(([, areas = ""]) => areas.split(", "));
      const labels = pageEnvironments(service).flatMap((environment) =>
        ruleGroups(service, environment, RUNBOOKS).flatMap(({ rules }) => rules.map((rule) => rule.labels)),
      );
      for (const { area = "", severity, response_minutes: minutes } of labels) {
        if (severity === undefined) continue;
        const [, , , response = ""] =
          rows.find(
            ([, areas = "", severities = ""]) =>
              areas.split(", ").includes(named.includes(area) ? area : "any other") &&
              severities.split(", ").includes(severity),
          ) ?? [];
        expect(response.split(", "), `${area} ${severity}`).toContain(`${severity} ${minutes ?? ""} min`);
      }
    });

    it("has it nowhere else, where it would be another one", () => {
      expect(page.slice(0, page.indexOf("## Common tasks"))).not.toMatch(/response/);
    });
  },
);

describe("a page", () => {
  it.each(services.map((service) => [service.id, service] as const))(
    "of %s says which alerts are only with or without the collector of logs",
    (id, service) => {
      const page = readFileSync(path.join(root, runbookPath(id)), "utf8");
      const only = (word: string) =>
        [...page.matchAll(new RegExp(`^\`(\\w+)\` · .*, only ${word} \`lifeboat:logs\``, "gm"))].map(
          ([, name]) => name,
        );
      const hasRotation = service.checks.some(({ kind }) => kind === "log-rotation");
      expect(only("without")).toEqual(hasRotation ? ["LogRotationOverdue"] : []);
      const names = alertsOfPage(service, pageEnvironments(service)).map(({ alert }) => alert.name);
      expect(only("with").toSorted()).toEqual(
        names.filter((name) => /^Log(s|Queue|Retention)/.test(name)).toSorted(),
      );
    },
  );

  it("names the team's runbook, where it means that one", () => {
    for (const { id } of services) {
      const page = readFileSync(path.join(root, runbookPath(id)), "utf8");
      const [, plan = ""] = page.split("\n## Plan\n");
      expect(plan).toContain("number the requirements of the team's original runbook");
      expect(plan).not.toMatch(/(?<!original )runbook (gives|has|names|does|runs)/);
    }
  });
});

describe("steps", () => {
  it("stand for alerts that there are", () => {
    const all = new Set(
      [...services, dumpsAlone(stockAnalysis)].flatMap((service) =>
        alertsOfPage(service, pageEnvironments(service)).map(({ alert }) => alert.name),
      ),
    );
    expect(Object.keys(steps).filter((name) => !all.has(name))).toEqual([]);
  });

  it("send to the preview's warning where a database outgrows a promise, by the size", () => {
    const page = runbookPage(dumpsAlone(stockAnalysis), pageEnvironments(dumpsAlone(stockAnalysis)));
    const [, section = ""] = page.split("\n### Database outgrows promise\n");
    expect(section.split("\n### ")[0]).toMatch(/200\.3 GiB.*pulumi preview --suppress-outputs/s);
  });

  it("are missed where an alert has none", () => {
    const [service] = services;
    if (service === undefined) expect.fail("no service");
    expect(() => stepsOf("NobodyKnows", { service, namespace: "x", monitoring: "y", stack: "prod" })).toThrow(
      /NobodyKnows has no steps/,
    );
  });
});
