import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import type { Service } from "../../../infra/catalog/types";
import type { Command } from "../../../infra/runbook/command";
import { alertsOfPage } from "../../../infra/runbook/page";
import { stepsOf } from "../../../infra/runbook/steps";
import { pageEnvironments } from "../../../sandbox/render/runbook-pages";

const placeOf = (service: Service) => ({ service, namespace: service.namespace, stack: "prod" });

/** Every command of a service's page, by alert. */
const commandsOf = (service: Service): readonly (readonly [string, readonly Command[]])[] =>
  alertsOfPage(service, pageEnvironments(service)).map(({ alert: { name } }) => {
    const { look, remedy } = stepsOf(name, placeOf(service));
    return [name, [...look, ...remedy]];
  });
const named = (commands: readonly Command[]) =>
  commands.flatMap(({ objects }) => objects.map(({ kind, name }) => `${kind} ${name}`));

describe.each(services.map((service) => [service.id, service] as const))("the steps of %s", (_, service) => {
  it("look in one namespace or in all, never in both at once", () => {
    for (const [alert, commands] of commandsOf(service))
      for (const { text } of commands) expect(text, alert).not.toMatch(/ -n .* (-A|--all-namespaces)\b/);
  });

  it("look at the stack's own exporter where nobody measures the database, and make it again", () => {
    const { look, remedy } = stepsOf("DatabaseMetricsMissing", placeOf(service));
    expect(named(look)).toEqual(
      expect.arrayContaining(["Deployment postgres-exporter", "ServiceMonitor postgres-exporter"]),
    );
    expect(remedy.map(({ text }) => text)).toEqual(["pulumi up --refresh --stack prod"]);
  });
});
