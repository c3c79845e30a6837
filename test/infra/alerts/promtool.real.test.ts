import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { services } from "../../../infra/catalog";
import { stockAnalysis } from "../../../infra/catalog/stock-analysis";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { places } from "../../../sandbox/render/runbook-pages";
import { describeReal } from "../../support/describe-real";
import { alertCases } from "./cases";
import type { Timeline } from "./cases/alert-case";
import { promtool, results, twice, writeCase } from "./promtool";
import { rulesOf } from "./rules-of";
import { RUNBOOKS } from "../../support/runbooks";

describeReal("promtool", ["promtool"], () => {
  let directory: ReturnType<typeof temporaryDirectory>;
  beforeAll(() => {
    directory = temporaryDirectory("promtool");
  });
  afterAll(() => {
    directory.remove();
  });

  it("finds nothing wrong with the rules of any service in any posture", () => {
    const files = services.flatMap((service) =>
      places.map((place, index) => {
        const file = `${service.id}-${index}.rules.yaml`;
        writeFileSync(join(directory.path, file), stringify({ groups: rulesOf(service, place) }));
        return file;
      }),
    );
    const { status, text } = promtool(directory.path, [
      "check",
      "rules",
      "--lint=all",
      "--lint-fatal",
      ...files,
    ]);
    expect(status, text).toBe(0);
    expect(text.match(/SUCCESS: (?:[5-9]\d|1\d\d) rules found/g)).toHaveLength(files.length);
  });

  it("finds what is wrong with a rule that is", () => {
    const rules = [{ alert: "Broken", expr: "sum by (le (up)" }];
    writeFileSync(join(directory.path, "broken.yaml"), stringify({ groups: [{ name: "broken", rules }] }));
    expect(promtool(directory.path, ["check", "rules", "broken.yaml"]).status).not.toBe(0);
  });

  it("renders labels and annotations as they are routed and read", () => {
    const rules = "rendered.rules.yaml";
    const groups = rulesOf(stockAnalysis, { role: "primary", posture: "active" });
    writeFileSync(join(directory.path, rules), stringify({ groups }));
    const labels = { namespace: "stock-analysis-system", cronjob: "stock-analysis-backup" };
    const document = {
      rule_files: [rules],
      evaluation_interval: "1m",
      tests: [
        {
          interval: "1m",
          input_series: [
            {
              series: `kube_cronjob_status_last_successful_time{namespace="${labels.namespace}",cronjob="${labels.cronjob}"}`,
              values: "0x60",
            },
          ],
          alert_rule_test: [
            {
              eval_time: "1h",
              alertname: "BackupTooOld",
              exp_alerts: [
                {
                  exp_labels: {
                    ...labels,
                    service: "stock-analysis",
                    severity: "P1",
                    area: "data",
                    response_minutes: "60",
                  },
                  exp_annotations: {
                    summary: "Stock Analysis System: The last successful backup is too old",
                    description:
                      "CronJob stock-analysis-backup last succeeded 1h 0m 0s ago: a disaster now loses more data than the RPO of 60 minutes. Read the log of its last Job, fix the cause, and start it by hand.",
                    runbook_url: `${RUNBOOKS}/stock-analysis.md#backup-too-old`,
                  },
                },
              ],
            },
          ],
        },
      ],
    };
    writeFileSync(join(directory.path, "rendered.test.yaml"), stringify(document));
    const { status, text } = promtool(directory.path, ["test", "rules", "rendered.test.yaml"]);
    expect(status, text).toBe(0);
  });

  describe.each([
    ["timelines", (given: Timeline["series"]) => given],
    ["timelines from two of each exporter", twice],
  ] as const)("%s", (_, change) => {
    let said: ReadonlyMap<string, string>;
    beforeAll(() => {
      const files = alertCases.map((one, index) => writeCase(directory.path, index, one, change));
      said = results(promtool(directory.path, ["test", "rules", ...files]).text);
    });

    it.each(alertCases.map(({ alert }) => alert))("%s fires, and a near miss does not", (alert) => {
      expect(said.get(alert)?.replace(/\s+/g, " ")).toMatch(/^ [\w-]+\.test\.yaml SUCCESS/);
    });
  });
});
