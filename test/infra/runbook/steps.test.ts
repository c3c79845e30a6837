import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import type { Service } from "../../../infra/catalog/types";
import type { Command } from "../../../infra/runbook/command";
import { alertsOfPage } from "../../../infra/runbook/page";
import { stepsOf } from "../../../infra/runbook/steps";
import { pageEnvironments, runbookPath } from "../../../sandbox/render/runbook-pages";

const root = path.resolve(__dirname, "../../..");
const placeOf = (service: Service) => ({
  service,
  namespace: service.namespace,
  monitoring: "monitoring",
  stack: "prod",
});

/** Every command of a service's page, by alert. */
const commandsOf = (service: Service): readonly (readonly [string, readonly Command[]])[] =>
  alertsOfPage(service, pageEnvironments(service)).map(({ alert: { name } }) => {
    const { look, remedy } = stepsOf(name, placeOf(service));
    return [name, [...look, ...remedy]];
  });
const named = (commands: readonly Command[]) =>
  commands.flatMap(({ objects }) => objects.map(({ kind, name }) => `${kind} ${name}`));

/** The commands in Markdown's blocks. */
const blocksOf = (markdown: string): readonly string[] =>
  [...markdown.matchAll(/^```\w*\n(.*?)^```$/gms)].flatMap(([, block = ""]) => block.trim().split("\n"));

describe("a Job by hand", () => {
  const folder = path.join(root, "docs");
  const pages = [
    ...readdirSync(folder).flatMap((name) => (name.endsWith(".md") ? [`docs/${name}`] : [])),
    ...services.map(({ id }) => runbookPath(id)),
    "README.md",
  ];

  it.each(pages)("has a name of its own in %s", (page) => {
    const commands = blocksOf(readFileSync(path.join(root, page), "utf8"));
    const names = commands.flatMap((text) => [...text.matchAll(/ create job (\S+( \+%s\))?)/g)]);
    for (const [, name = ""] of names) expect(name).toMatch(/^(\$job|[a-z-]+-\$\(date \+%s\))$/);
    for (const text of commands)
      for (const [, name = ""] of text.matchAll(/ job\/(\S+)/g))
        expect(["$job", "<job_name>"]).toContain(name);
  });
});

describe.each(services.map((service) => [service.id, service] as const))("the page of %s", (id, service) => {
  const page = readFileSync(path.join(root, runbookPath(id)), "utf8");
  const dr = `${service.namespace}-dr`;

  it("names only namespaces that are in its table", () => {
    const known = [...page.matchAll(/^\| (?:monitoring )?namespace on \w+ +\| `(\S+)`/gm)].map(
      ([, name]) => name,
    );
    expect(known).toEqual([service.namespace, dr, "monitoring", "monitoring-dr"]);
    for (const text of blocksOf(page))
      for (const [, name] of text.matchAll(/kubectl -n (.*?) [a-z]/g)) expect(known, text).toContain(name);
  });

  it("tells the standby's alert with the standby's namespace", () => {
    const [, section = ""] = page.split("\n### Peer down\n");
    expect(blocksOf(section.split("\n### ")[0] ?? "")).toContainEqual(
      expect.stringMatching(new RegExp(`^kubectl -n ${dr} get `)),
    );
  });
});

describe.each(services.map((service) => [service.id, service] as const))("the steps of %s", (_, service) => {
  it("look in one namespace or in all, never in both at once", () => {
    for (const [alert, commands] of commandsOf(service))
      for (const { text } of commands) expect(text, alert).not.toMatch(/ -n .* (-A|--all-namespaces)\b/);
  });

  it("start each Job under a name that no other has, and wait for that one", () => {
    for (const [alert, commands] of commandsOf(service)) {
      const texts = commands.map(({ text }) => text);
      for (const [at, text] of texts.entries()) {
        const [, created] = / create job (\S+) /.exec(text) ?? [];
        if (created === "$job") expect(texts[at - 1], alert).toMatch(/^job=\S+-\$\(date \+%s\)$/);
        else if (created !== undefined) expect(created, alert).toMatch(/-\$\(date$/);
        if (text.includes(" wait job/")) {
          expect(text, alert).toContain(" wait job/$job ");
          expect(texts[at - 1], alert).toContain(" create job $job ");
        }
      }
    }
  });

  it("show the Certificate of an alert, and what blocks it", () => {
    const { look } = stepsOf("CertificateExpiresNow", placeOf(service));
    expect(named(look)).toEqual([`Certificate ${service.certificate.secretName}`]);
    expect(look.map(({ text }) => text)).toContain(
      `kubectl -n ${service.namespace} get certificaterequests,orders,challenges`,
    );
  });

  it("look at the stack's own exporter where nobody measures the database, and make it again", () => {
    const { look, remedy } = stepsOf("DatabaseMetricsMissing", placeOf(service));
    expect(named(look)).toEqual(
      expect.arrayContaining(["Deployment postgres-exporter", "ServiceMonitor postgres-exporter"]),
    );
    expect(remedy.map(({ text }) => text)).toEqual(["pulumi up --refresh --stack prod"]);
  });
});
