import { describe, expect, it } from "vitest";
import { exposedMetrics } from "../../../infra/alerts/metrics";
import { requestsOf } from "../../../infra/alerts/requests";
import { runbookAnchor, runbookLink } from "../../../infra/alerts/rule-groups";
import { services } from "../../../infra/catalog";
import { jackpotService } from "../../../infra/catalog/jackpot-service";
import { severities } from "../../../infra/catalog/severities";
import { stockAnalysis } from "../../../infra/catalog/stock-analysis";
import { tasksApp } from "../../../infra/catalog/tasks-app";
import type { Service } from "../../../infra/catalog/types";
import { dumpsAlone } from "../../support/dumps-alone";
import { metricsIn } from "../../support/promql-metrics";
import { library } from "../../support/service-fixture";
import { alertCases } from "./cases";
import { places } from "../../../sandbox/render/runbook-pages";
import { type AlertRule, alertsOf, rulesOf } from "./rules-of";
import { RUNBOOKS } from "../../support/runbooks";

const ACTIVE = { role: "primary", posture: "active" } as const;
/** Also one whose database outgrows its dumps, which no service of the catalog relies on. */
const judged = [...services, { ...dumpsAlone(stockAnalysis), id: "stock-dumped" }];
const everywhere = judged.flatMap((service) => places.map((place) => ({ service, place })));

function alert(service: Service, name: string, place: (typeof places)[number] = ACTIVE): AlertRule {
  const found = alertsOf(rulesOf(service, place)).find((one) => one.alert === name);
  return found ?? expect.fail(`${service.id} has no alert ${name}`);
}
const names = (service: Service, place: (typeof places)[number]): readonly string[] =>
  alertsOf(rulesOf(service, place)).map((one) => one.alert);

describe.each(everywhere)(
  "rules of $service.id on a $place.role that is $place.posture",
  ({ service, place }) => {
    const groups = rulesOf(service, place);
    const rules = alertsOf(groups);

    it("have one alert of a name, and one group", () => {
      expect(new Set(rules.map((one) => one.alert)).size).toBe(rules.length);
      expect(new Set(groups.map(({ name }) => name)).size).toBe(groups.length);
    });

    it("wait, and say how bad it is, whose it is and what to do", () => {
      for (const one of rules) {
        expect(one.for, one.alert).toMatch(/^[1-9]\d*m$/);
        const { service: id, severity, area, response_minutes } = one.labels;
        expect(id, one.alert).toBe(service.id);
        expect(severity, one.alert).toMatch(/^P[0-3]$/);
        expect(area, one.alert).toMatch(/^(application|data|database|infrastructure|performance|security)$/);
        expect(response_minutes, one.alert).toMatch(/^[1-9]\d*$/);
        expect(Object.keys(one.annotations), one.alert).toEqual(
          expect.arrayContaining(["summary", "description", "runbook_url"]),
        );
        expect(one.annotations["runbook_url"], one.alert).toBe(
          `${RUNBOOKS}/${service.id}.md#${runbookAnchor(one.alert)}`,
        );
      }
    });

    it("use metrics that something exposes, and records of their own", () => {
      const known = exposedMetrics([service]);
      const all = groups.flatMap((group) => group.rules);
      const records = new Set(all.flatMap((rule) => ("record" in rule ? [rule.record] : [])));
      for (const rule of all) {
        const used = metricsIn(rule.expr);
        expect(used.length, rule.expr).toBeGreaterThan(0);
        expect(
          used.filter((name) => !known.has(name) && !records.has(name)),
          rule.expr,
        ).toEqual([]);
      }
    });

    it("use every record", () => {
      const text = rules.map(({ expr }) => expr).join("\n");
      for (const rule of groups.flatMap((group) => group.rules))
        if ("record" in rule) expect(text).toContain(`${rule.record}{`);
    });
  },
);

describe("cases", () => {
  it("prove every alert of every service in every posture, and nothing else", () => {
    const all = new Set(everywhere.flatMap(({ service, place }) => names(service, place)));
    expect(alertCases.map((one) => one.alert).sort()).toEqual([...all].sort());
  });
});

describe("alerts of jobs", () => {
  const jobsOf = (place: (typeof places)[number]): readonly string[] =>
    names(stockAnalysis, place).filter((name) =>
      /(TooOld|Suspended|NeverSucceeded|Missing|Failed)$/.test(name),
    );

  it.each([
    [{ role: "standby", posture: "passive" }, ["Backup"]],
    [{ role: "primary", posture: "safe" }, ["Verification", "RestoreDrill"]],
    [{ role: "primary", posture: "fenced" }, ["Backup", "Verification", "RestoreDrill", "ConfigBackup"]],
  ] as const)("of %j are none for what is suspended there: %j", (place, suspended) => {
    const declared = jobsOf(place);
    for (const name of suspended)
      expect(
        declared.filter((one) =>
          new RegExp(`^${name}(Late|TooOld|Suspended|Never|Missing|Failed)`).test(one),
        ),
      ).toEqual([]);
    expect(declared).toContain("RestoreFailed");
  });

  it("tell each scheduled job overdue, never run, suspended, deleted and failed", () => {
    const ends = ["TooOld", "NeverSucceeded", "Suspended", "Missing", "Failed"];
    const wanted = ["Backup", "Verification", "RestoreDrill", "ConfigBackup"].flatMap((name) =>
      ends.map((end) => name + end),
    );
    expect(names(stockAnalysis, ACTIVE)).toEqual(expect.arrayContaining(["BackupLate", ...wanted]));
  });

  it("take the age that the promise leaves: 60 minutes less the dump, and for lateness the replication", () => {
    const small = {
      ...library,
      capacity: { ...library.capacity, databaseStorageGib: { now: 20, months6: 20, months12: 20 } },
    };
    // 20 GiB at 100 MiB/s are 3.41 minutes, and one more.
    expect(alert(small, "BackupTooOld").expr).toMatch(/> 3335$/m);
    expect(alert(small, "BackupLate").expr).toMatch(/> 2435$/m);
  });

  it("take no age below one interval, where the schedule cannot keep the promise", () => {
    // A dump of 18.07 minutes outlasts its 15, so that every second run is skipped.
    for (const name of ["BackupTooOld", "BackupLate"]) expect(alert(library, name).expr).toMatch(/> 2884$/m);
  });

  it("take the drill's age from the monthly check (KYB-8)", () => {
    expect(alert(stockAnalysis, "RestoreDrillTooOld").expr).toMatch(new RegExp(`> ${768 * 3600}$`, "m"));
  });
});

describe("alerts of the runbooks", () => {
  it.each(["HighErrorRate", "DatabaseDown", "HighMemoryUsage", "HighFailedLogins", "SuspiciousAPIActivity"])(
    "keep the name %s (STOCK-10)",
    (name) => {
      // A JSON document counts no responses by status.
      const counted = services.filter(
        (service) => !/Logins|API/.test(name) || requestsOf(service, "space")?.byStatus !== undefined,
      );
      expect(counted.length).toBeGreaterThan(2);
      for (const service of counted) expect(names(service, ACTIVE)).toContain(name);
    },
  );

  it("judge errors as a share, and a quantile over summed buckets (trap 6)", () => {
    const groups = rulesOf(tasksApp, ACTIVE);
    expect(alert(tasksApp, "HighErrorRate").expr).toBe(
      '100 * service:http_errors:ratio_rate5m{namespace="tasks-app",service="tasks-app"} > 0.1',
    );
    expect(JSON.stringify(groups)).toContain("avg_over_time(tasks_error_rate");
    expect(JSON.stringify(rulesOf(stockAnalysis, ACTIVE))).toContain('status=~\\"5..\\"}[5m]');
    expect(alert(stockAnalysis, "HighLatency").expr).toMatch(
      /^histogram_quantile\(0.95, sum by \(le\) .* > 0.5$/,
    );
  });

  it("know nothing of columns that PostgreSQL 13 renamed (trap 7)", () => {
    expect(JSON.stringify(rulesOf(stockAnalysis, ACTIVE))).not.toMatch(/mean_time|total_time/);
  });

  it("take each service's own figures (JACK-4, STOCK-6)", () => {
    expect(alert(jackpotService, "VolumeUsageHigh").expr).toMatch(/> 90$/);
    expect(alert(stockAnalysis, "VolumeUsageHigh").expr).toMatch(/> 85$/);
    expect(alert(stockAnalysis, "HighErrorRate").expr).toMatch(/> 10$/);
  });

  it("name the application's codes, and what each means (JACK-6)", () => {
    const { labels, annotations } = alert(jackpotService, "Deadlocks");
    expect(labels["error_codes"]).toBe("J002,DB005,DB006");
    expect(annotations["error_codes"]).toContain(
      "DB006 deadlock detected (SQLSTATE 40P01): retry the transaction",
    );
    expect(alert(stockAnalysis, "Deadlocks").labels).not.toHaveProperty("error_codes");
    const named = alertsOf(rulesOf(jackpotService, ACTIVE)).flatMap(
      (one) => one.labels["error_codes"]?.split(",") ?? [],
    );
    expect(named).toEqual(expect.arrayContaining(["J001", "J006", "J007", "DB001", "DB007", "DB008"]));
  });
});

describe("an answer is promised", () => {
  it("by severity (STOCK-9)", () => {
    for (const { name, responseMinutes } of severities) {
      const found = alertsOf(rulesOf(stockAnalysis, ACTIVE)).find((one) => one.labels["severity"] === name);
      expect(found?.labels["response_minutes"], name).toBe(String(responseMinutes));
    }
  });

  it.each([
    ["HighErrorRate", "15"],
    ["BackupTooOld", "30"],
    ["CpuAboveTarget", "60"],
    ["WorkloadDegraded", "120"],
  ])("by the area of %s where the service has such figures: %s minutes (JACK-10)", (name, minutes) => {
    expect(alert(jackpotService, name).labels["response_minutes"]).toBe(minutes);
  });
});

describe("a page", () => {
  it("is answered as soon as its severity asks, where the area would wait for longer", () => {
    expect(alert(jackpotService, "EndpointDown").labels).toMatchObject({
      area: "infrastructure",
      response_minutes: "15",
    });
  });
});

describe("an environment that waits", () => {
  const passive = { role: "standby", posture: "passive" } as const;

  it("asks the one that serves, and not for answers of its own", () => {
    const declared = names(stockAnalysis, passive);
    expect(declared).toEqual(
      expect.arrayContaining(["PeerDown", "CertificateExpiresSoon", "WriterRunsAgainstPosture"]),
    );
    expect(declared).not.toContain("EndpointDown");
    expect(declared).not.toContain("RequestMetricsMissing");
    expect(names(stockAnalysis, ACTIVE)).not.toContain("PeerDown");
  });

  it("looks at its own namespace alone", () => {
    expect(JSON.stringify(rulesOf(stockAnalysis, passive))).not.toContain('stock-analysis-system\\"');
  });

  it("has a database whose loss can wait for the morning", () => {
    expect(alert(stockAnalysis, "DatabaseDown", passive).labels["severity"]).toBe("P1");
    expect(alert(stockAnalysis, "DatabaseDown").labels["severity"]).toBe("P0");
  });
});

describe("a service without workloads and domains", () => {
  it("has no alert on what it lacks", () => {
    const declared = names(library, ACTIVE);
    for (const name of [
      "ServiceUnavailable",
      "EndpointDown",
      "CertificateExpiresSoon",
      "AutoscalerAtMaximum",
    ])
      expect(declared).not.toContain(name);
    expect(declared).toContain("DatabaseDown");
  });
});

describe("runbookAnchor", () => {
  it.each([
    ["HighErrorRate", "high-error-rate"],
    ["SuspiciousAPIActivity", "suspicious-api-activity"],
    ["Deadlocks", "deadlocks"],
  ])("of %s is %s", (name, anchor) => {
    expect(runbookAnchor(name)).toBe(anchor);
  });
});

it("a runbook is a page of a repository, or of a site that has addresses of its own", () => {
  expect(runbookLink("https://git.internal/docs/runbook", "library", "BackupTooOld")).toBe(
    "https://git.internal/docs/runbook/library.md#backup-too-old",
  );
  expect(runbookLink("https://docs.internal/runbook/<service>.html", "library")).toBe(
    "https://docs.internal/runbook/library.html",
  );
});
