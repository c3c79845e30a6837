import { dotmacPlatform } from "../../../infra/catalog/dotmac-platform";
import { jackpotService } from "../../../infra/catalog/jackpot-service";
import { kybPlatform } from "../../../infra/catalog/kyb-platform";
import { stockAnalysis } from "../../../infra/catalog/stock-analysis";
import { tasksApp } from "../../../infra/catalog/tasks-app";
import type { Service } from "../../../infra/catalog/types";
import { type AlertCase, atSameTime, NAMESPACE, SEEN } from "./cases/alert-case";

const MINUTES = 20;

/**
 * Series of a page in Prometheus' text format, as a scrape labels them: counters rise by the page's number each minute,
 * and anything else stays at it.
 */
export function scraped(page: string): Readonly<Record<string, string>> {
  const samples = page
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, metric, labels, value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      if (metric === undefined || value === undefined) throw new Error(`no sample: ${line}`);
      const rises = /_(total|bucket|count|sum)$/.test(metric);
      const all = [NAMESPACE, 'pod="api-1"', ...(labels === undefined || labels === "" ? [] : [labels])];
      return [
        `${metric}{${all.join(",")}}`,
        rises ? `0+${value}x${MINUTES}` : Array.from({ length: MINUTES + 1 }, () => value).join(" "),
      ] as const;
    });
  return Object.fromEntries(samples);
}

const ofPages = (service: Service, alert: string, fires: string, silent: string): AlertCase =>
  atSameTime(alert, MINUTES, { ...SEEN, ...scraped(fires) }, { ...SEEN, ...scraped(silent) }, { service });

/** Responses and failed logins each minute, by the names of Stock Analysis' own alert rules. */
const stock = (errors: number, forbidden: number, logins: number, label = "status"): string => `
# HELP http_requests_total Requests by method and status.
# TYPE http_requests_total counter
http_requests_total{method="GET",${label}="200"} ${10_000 - errors - forbidden}
http_requests_total{method="GET",${label}="500"} ${errors}
http_requests_total{method="GET",${label}="403"} ${forbidden}
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="0.5"} 10000
http_request_duration_seconds_bucket{le="1.0"} 10000
http_request_duration_seconds_bucket{le="+Inf"} 10000
http_request_duration_seconds_count 10000
# TYPE auth_failed_total counter
auth_failed_total ${logins}
`;
const slow = (page: string): string => page.replace('le="0.5"} 10000', 'le="0.5"} 9400');
/** Go's promhttp, whose label is `code`. */
const go = (errors: number, refused: number): string =>
  stock(errors, 0, 0, "code")
    .replace('code="403"} 0', `code="401"} ${refused}`)
    .replace(/.*auth_failed.*\n/g, "");
const grouped = (page: string): string => page.replaceAll('status="200"', 'status="2xx"');
const HEALTHY = stock(0, 0, 0);

const missing = (what: string, service: Service, fires: string, silent: string): AlertCase => ({
  ...ofPages(service, "RequestMetricsMissing", fires, silent),
  labels: { missing: what },
});

/** Pages as the runbooks' own commands and rules read them, by a name for people. */
export const expositionCases: Readonly<Record<string, AlertCase>> = {
  "half of all responses are errors": ofPages(
    stockAnalysis,
    "HighErrorRate",
    stock(5000, 0, 0),
    stock(999, 0, 0),
  ),
  "errors by promhttp's label": ofPages(kybPlatform, "HighErrorRate", go(5000, 0), go(99, 0)),
  "errors of DotMac": ofPages(dotmacPlatform, "HighErrorRate", stock(5000, 0, 0), stock(99, 0, 0)),
  "errors whose status is grouped": ofPages(
    dotmacPlatform,
    "HighErrorRate",
    stock(5000, 0, 0).replaceAll('"500"', '"5xx"').replaceAll('"200"', '"2xx"'),
    stock(99, 0, 0),
  ),
  "failed logins by auth_failed_total": ofPages(
    stockAnalysis,
    "HighFailedLogins",
    stock(0, 0, 11 * 60),
    stock(0, 0, 9 * 60),
  ),
  "failed logins by status 401": ofPages(kybPlatform, "HighFailedLogins", go(0, 11 * 60), go(0, 9 * 60)),
  "rejected requests": ofPages(
    stockAnalysis,
    "SuspiciousAPIActivity",
    stock(0, 6 * 60, 0),
    stock(0, 4 * 60, 0),
  ),
  "slow responses": ofPages(stockAnalysis, "HighLatency", slow(HEALTHY), HEALTHY),
  "no status under the expected label": missing(
    "http_requests_total with a status in label status",
    stockAnalysis,
    stock(5000, 0, 0, "code"),
    HEALTHY,
  ),
  "a status that is no number": missing(
    "http_requests_total with a status in label status",
    stockAnalysis,
    grouped(HEALTHY),
    HEALTHY,
  ),
  "no counter of failed logins": missing(
    "auth_failed_total",
    stockAnalysis,
    HEALTHY.replace(/.*auth_failed.*\n/g, ""),
    HEALTHY,
  ),
  "no bucket at the threshold": missing(
    "http_request_duration_seconds_bucket with le 0.5",
    stockAnalysis,
    HEALTHY.replace(/.*le="0.5".*\n/, ""),
    HEALTHY,
  ),
  "a counter by another name": missing(
    "http_requests_total",
    dotmacPlatform,
    HEALTHY.replaceAll("http_requests_total", "http_server_requests_total"),
    HEALTHY,
  ),
};

/** A JSON document, as json_exporter's page has it, and what must be there of it. */
const tasks = (errorRate: string, avgResponseTime: string): string =>
  `tasks_error_rate ${errorRate}\ntasks_response_milliseconds ${avgResponseTime}\ntasks_active_users 1234\ntasks_requests_per_minute 567\n`;

/** Pages of json_exporter; a test of the exporter makes the same of the runbooks' documents. */
export const documentCases: Readonly<Record<string, AlertCase>> = {
  // The near miss is the runbook's expected output: exactly its 0.1 %.
  "errors of Tasks": ofPages(tasksApp, "HighErrorRate", tasks("0.0011", "150"), tasks("0.001", "150")),
  "an error budget of Tasks": ofPages(
    tasksApp,
    "ErrorBudgetBurnsFast",
    tasks("0.02", "150"),
    tasks("0.001", "150"),
  ),
  "slow responses of Tasks": ofPages(tasksApp, "HighLatency", tasks("0.001", "501"), tasks("0.001", "499")),
  "errors of Jackpot, in percent": ofPages(
    jackpotService,
    "HighErrorRate",
    "jackpot_error_rate_percent 1.1",
    "jackpot_error_rate_percent 0.9",
  ),
  "a document without an error rate": missing(
    "jackpot_error_rate_percent",
    jackpotService,
    "",
    "jackpot_error_rate_percent 0",
  ),
  "an error rate that is null": missing("tasks_error_rate", tasksApp, tasks("NaN", "150"), tasks("0", "150")),
};

/** An unknown label gives no share of errors at all: neither an alert nor 0 %. */
export const unknownLabel = stock(5000, 0, 0, "code");
