import { type AlertCase, atSameTime, NAMESPACE } from "./alert-case";

/** So many good answers and errors in each step. */
const answers = (good: number, errors: number) => ({
  [`http_requests_total{${NAMESPACE},status="200"}`]: `0+${good}x200`,
  [`http_requests_total{${NAMESPACE},status="503"}`]: `0+${errors}x200`,
});

/** So many answers below and above half a second in each step. */
const speeds = (fast: number, slow: number) => ({
  [`http_request_duration_seconds_bucket{${NAMESPACE},le="0.5"}`]: `0+${fast}x200`,
  [`http_request_duration_seconds_bucket{${NAMESPACE},le="1"}`]: `0+${fast + slow}x200`,
  [`http_request_duration_seconds_bucket{${NAMESPACE},le="+Inf"}`]: `0+${fast + slow}x200`,
  [`http_request_duration_seconds_count{${NAMESPACE}}`]: `0+${fast + slow}x200`,
});

/** Half an hour: rates over two hours and more need no finer samples. */
const COARSE = { stepMinutes: 30 };

/** Cases of what users feel. The budgets are 1 % errors and 5 % slow answers. */
export const objectiveCases: readonly AlertCase[] = [
  // The near miss has 33 errors a second: the runbook's expression would page from 0.1.
  atSameTime("HighErrorRate", 15, answers(880, 120), answers(18_020, 1980)),
  atSameTime("HighLatency", 15, speeds(940, 60), speeds(960, 40)),
  atSameTime("ErrorBudgetBurnsFast", 70, answers(800, 200), answers(950, 50)),
  atSameTime("ErrorBudgetBurnsSlowly", 600, answers(980, 20), answers(991, 9), COARSE),
  atSameTime("LatencyBudgetBurnsFast", 70, speeds(200, 800), speeds(710, 290)),
  atSameTime("LatencyBudgetBurnsSlowly", 600, speeds(940, 60), speeds(960, 40), COARSE),
];
