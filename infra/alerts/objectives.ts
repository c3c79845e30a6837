import type { Service } from "../catalog/types";
import { series } from "./promql";
import { requestsOf, type Requests } from "./requests";
import type { Alert, AlertArea, AlertEnvironment, Recording } from "./types";

/** Maximum error budget in percent of all responses: a threshold of 10 % is no objective for users. */
const MOST_ERROR_BUDGET_PERCENT = 1;

/** A 95th percentile allows 5 % of the responses to be slower. */
const SLOW_BUDGET_PERCENT = 5;

/** Two windows, and how many times too fast the budget of 30 days burns in both (SRE Workbook, chapter 5). */
interface Burn {
  readonly long: string;
  readonly short: string;
  readonly factor: number;
}

/** 2 % of the budget in an hour, or 5 % in six. */
const FAST: readonly Burn[] = [
  { long: "1h", short: "5m", factor: 14.4 },
  { long: "6h", short: "30m", factor: 6 },
];

/** 10 % of the budget in one day, or in three. */
const SLOW: readonly Burn[] = [
  { long: "1d", short: "2h", factor: 3 },
  { long: "3d", short: "6h", factor: 1 },
];

/** Share of bad responses, by window. */
interface Ratio {
  readonly name: string;
  readonly budgetPercent: number;
  readonly expr: (range: `[${string}]`) => string;
}

const recordName = ({ name }: Ratio, window: string): string => `service:${name}:ratio_rate${window}`;

function recordings(ratio: Ratio, windows: readonly string[]): readonly Recording[] {
  return windows.map((window) => ({ record: recordName(ratio, window), expr: ratio.expr(`[${window}]`) }));
}

/** The alert on response times: at the 95th percentile, or on their mean if that is all that is measured. */
function latency(seconds: Requests["seconds"], milliseconds: number): readonly Alert[] {
  if (seconds === undefined) return [];
  const alert = {
    name: "HighLatency",
    severity: "P2",
    area: "performance",
    forMinutes: 5,
    errorCodes: ["J006"],
  } as const;
  const first = "Look at CPU, connections and slow statements. Scale up if the load is high.";
  return [
    seconds.of === "quantile"
      ? {
          ...alert,
          expr: `${seconds.expr(0.95, "[5m]")} > ${milliseconds / 1000}`,
          summary: `The 95th percentile of response times is above ${milliseconds} ms`,
          description: `The 95th percentile is {{ $value | humanizeDuration }}. ${first}`,
        }
      : {
          ...alert,
          expr: `${seconds.expr("[5m]")} > ${milliseconds / 1000}`,
          summary: `The mean response time is above ${milliseconds} ms`,
          description: `The mean is {{ $value | humanizeDuration }}, and the 95th percentile, which the service does not report, is higher. ${first}`,
        },
  ];
}

/** Alerts on what users notice: error rate, p95, and how fast their budgets burn (STOCK-6, -10, TASK-10, JACK-4). */
export function objectiveAlerts(service: Service, { namespace }: AlertEnvironment): AlertArea {
  const requests = requestsOf(service, namespace);
  if (requests === undefined) return { name: "objectives", alerts: [] };
  const { thresholds } = service;
  const errors: Ratio = {
    name: "http_errors",
    budgetPercent: Math.min(thresholds.errorPercent, MOST_ERROR_BUDGET_PERCENT),
    expr: requests.errors,
  };
  const slow: Ratio | undefined = requests.slow && {
    name: "http_slow",
    budgetPercent: SLOW_BUDGET_PERCENT,
    expr: requests.slow,
  };
  const of = (ratio: Ratio, window: string): string =>
    series(recordName(ratio, window), { namespace, service: service.id });
  const burns = (ratio: Ratio, pairs: readonly Burn[]): string =>
    pairs
      .map(({ long, short, factor }) => {
        const limit = Number(((factor * ratio.budgetPercent) / 100).toPrecision(6));
        return `(${of(ratio, long)} > ${limit} and ${of(ratio, short)} > ${limit})`;
      })
      .join("\nor\n");
  const errorWindow = `${thresholds.errorWindowMinutes}m`;
  const windows = [
    ...new Set([errorWindow, ...[...FAST, ...SLOW].flatMap(({ long, short }) => [short, long])]),
  ];
  const alert = (
    name: string,
    ratio: Ratio,
    pairs: readonly Burn[],
    more: Pick<Alert, "severity" | "forMinutes">,
  ): Alert => ({
    name,
    ...more,
    area: ratio === errors ? "application" : "performance",
    expr: burns(ratio, pairs),
    summary: `The ${ratio === errors ? "error" : "latency"} budget burns too ${pairs === FAST ? "fast" : "steadily"}`,
    description: `{{ $value | humanizePercentage }} of responses are ${ratio === errors ? "errors" : `slower than ${thresholds.p95Milliseconds} ms`}; ${ratio.budgetPercent} % over 30 days are allowed. Find out what changed: roll-outs, load, the database.`,
  });
  const alerts: readonly Alert[] = [
    {
      name: "HighErrorRate",
      severity: "P1",
      area: "application",
      // The runbook's expression is errors per second, which depends on the traffic; its name implies a share (trap 6).
      expr: `100 * ${of(errors, errorWindow)} > ${thresholds.errorPercent}`,
      forMinutes: thresholds.errorWindowMinutes,
      summary: `More than ${thresholds.errorPercent} % of responses are errors`,
      description: `${requests.byStatus === undefined ? "The service reports {{ $value | humanize }} %" : "{{ $value | humanize }} % of responses have a status of 500 or above"}. Read the application's log. Roll back if a roll-out is recent.`,
      errorCodes: ["J001", "J004"],
    },
    ...latency(requests.seconds, thresholds.p95Milliseconds),
    alert("ErrorBudgetBurnsFast", errors, FAST, { severity: "P1", forMinutes: 2 }),
    alert("ErrorBudgetBurnsSlowly", errors, SLOW, { severity: "P2", forMinutes: 60 }),
    ...(slow === undefined
      ? []
      : [
          alert("LatencyBudgetBurnsFast", slow, FAST, { severity: "P2", forMinutes: 2 }),
          alert("LatencyBudgetBurnsSlowly", slow, SLOW, { severity: "P3", forMinutes: 60 }),
        ]),
  ];
  const burnWindows = windows.filter((window) =>
    [...FAST, ...SLOW].some(({ long, short }) => [long, short].includes(window)),
  );
  return {
    name: "objectives",
    recordings: [
      ...recordings(errors, windows),
      ...(slow === undefined ? [] : recordings(slow, burnWindows)),
    ],
    alerts,
  };
}
