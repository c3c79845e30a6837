import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { stringify } from "yaml";
import { alertEnvironment } from "../../../infra/alerts/environment";
import { ruleGroups } from "../../../infra/alerts/rule-groups";
import { services } from "../../../infra/catalog";
import { stockAnalysis } from "../../../infra/catalog/stock-analysis";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { answered, healthySamples } from "../../support/healthy-samples";
import { describeReal } from "../../support/describe-real";
import { documentCases, expositionCases, scraped, unknownLabel } from "./expositions";
import { promtool, writeCase } from "./promtool";
import { rulesOf } from "./rules-of";
import { RUNBOOKS } from "../../support/runbooks";

describeReal("what the applications expose", ["promtool"], () => {
  let directory: ReturnType<typeof temporaryDirectory>;
  beforeAll(() => {
    directory = temporaryDirectory("expositions");
  });
  afterAll(() => {
    directory.remove();
  });

  const cases = Object.entries({ ...expositionCases, ...documentCases });
  it.each(cases)("fires and stays silent: %s", (name, one) => {
    const number = cases.findIndex(([each]) => each === name);
    const file = writeCase(directory.path, number, one);
    const { status, text } = promtool(directory.path, ["test", "rules", file]);
    expect(status, text).toBe(0);
  });

  it("gives no share of errors, not 0 %, where the status is under another label", () => {
    writeFileSync(
      join(directory.path, "unknown.rules.yaml"),
      stringify({ groups: rulesOf(stockAnalysis, { role: "primary", posture: "active" }) }),
    );
    const input_series = Object.entries(scraped(unknownLabel)).map(([series, values]) => ({
      series,
      values,
    }));
    const expr = 'service:http_errors:ratio_rate5m{service="stock-analysis"}';
    const document = {
      rule_files: ["unknown.rules.yaml"],
      evaluation_interval: "1m",
      tests: [
        { interval: "1m", input_series, promql_expr_test: [{ expr, eval_time: "20m", exp_samples: [] }] },
      ],
    };
    writeFileSync(join(directory.path, "unknown.test.yaml"), stringify(document));
    const { status, text } = promtool(directory.path, ["test", "rules", "unknown.test.yaml"]);
    expect(status, text).toBe(0);
  });

  it.each(services.map((service) => [service.id, service] as const))(
    "fires nothing but the watchdog while all is well with %s",
    (id, service) => {
      const place = { role: "primary", posture: "active" } as const;
      const environment = alertEnvironment(service, { ...place, capacityHorizon: "now" });
      // Without logs: its collector is not of this service.
      const groups = ruleGroups(service, environment, RUNBOOKS);
      writeFileSync(join(directory.path, `${id}.rules.yaml`), stringify({ groups }));
      const samples = {
        ...healthySamples(service, environment, 91 * 86_400),
        ...answered(service, environment.namespace, 0, 0),
      };
      const input_series = Object.entries(samples).map(([series, value]) => ({
        series,
        values: `${value}x40`,
      }));
      // Later than the longest wait of an alert for what is missing, and before the next backup is late.
      const promql_expr_test = [
        {
          expr: 'count by (alertname, missing) (ALERTS{alertstate="firing"})',
          eval_time: "32m",
          exp_samples: [{ labels: '{alertname="Watchdog"}', value: 1 }],
        },
      ];
      const tests = [{ interval: "1m", input_series, promql_expr_test }];
      const document = { rule_files: [`${id}.rules.yaml`], evaluation_interval: "1m", tests };
      writeFileSync(join(directory.path, `${id}.test.yaml`), stringify(document));
      const { status, text } = promtool(directory.path, ["test", "rules", `${id}.test.yaml`]);
      expect(status, text).toBe(0);
    },
  );
});
