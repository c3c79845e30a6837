import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exposedMetrics, metrics } from "../../../infra/alerts/metrics";
import { services } from "../../../infra/catalog";
import { repositoryRoot } from "../../../sandbox/engine/paths";
import { places } from "../../../sandbox/render/runbook-pages";
import { metricsIn } from "../../support/promql-metrics";
import { panelsOf, shown } from "../dashboards/shown";
import { rulesOf } from "./rules-of";

/** Everything that any rule or panel asks for, in any posture. */
const used = new Set(
  places.flatMap((where) => [
    ...services.flatMap((service) =>
      rulesOf(service, where).flatMap(({ rules }) => rules.flatMap(({ expr }) => metricsIn(expr))),
    ),
    ...shown(where).flatMap((each) =>
      panelsOf(each).flatMap(({ targets }) =>
        targets.flatMap(({ expr }) => metricsIn(expr.replaceAll("$__rate_interval", "5m"))),
      ),
    ),
  ]),
);

describe("the metrics that something exposes", () => {
  it("are each used by a rule or a panel: what is listed is scraped and kept", () => {
    expect([...exposedMetrics(services)].filter((name) => !used.has(name))).toEqual([]);
  });

  it("of kube-state-metrics are the allow-list that docs/alerts.md gives", () => {
    const page = readFileSync(join(repositoryRoot(__dirname), "docs/alerts.md"), "utf8");
    const [, list = ""] = /^--metric-allowlist=(.*)$/m.exec(page) ?? [];
    expect(list.split(",")).toEqual(metrics["kube-state-metrics"]);
  });

  it("are none of an application that exposes none", () => {
    expect(exposedMetrics([{ workloads: [] }]).has("http_requests_total")).toBe(false);
    expect(exposedMetrics(services).has("http_requests_total")).toBe(true);
  });
});
