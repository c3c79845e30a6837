import type { Command, Place } from "./command";
import { databaseSteps } from "./database-steps";
import { jobSteps } from "./job-steps";
import { logSteps } from "./log-steps";
import { taskSteps } from "./task-steps";
import { trafficSteps } from "./traffic-steps";
import { workloadSteps } from "./workload-steps";

/** What to do at an alert. */
export interface Steps {
  /** First look: changes nothing. */
  readonly look: readonly Command[];
  /** Remedy, in the order to try; empty where looking tells what to do, or where `then` says it. */
  readonly remedy: readonly Command[];
  /** What commands cannot say, one sentence. @default nothing */
  readonly then?: string;
}

/** Steps by alert, for one environment. */
export type StepTable = Readonly<Record<string, (place: Place) => Steps>>;

/** What to do at every alert that a service can have. */
export const steps: StepTable = {
  ...jobSteps,
  ...taskSteps,
  ...workloadSteps,
  ...databaseSteps,
  ...trafficSteps,
  ...logSteps,
};

/** The steps of an alert. @throws Error for one that has none, which a test tells first */
export function stepsOf(alert: string, place: Place): Steps {
  const found = steps[alert];
  if (found === undefined) throw new Error(`runbook: ${alert} has no steps; add them in infra/runbook`);
  return found(place);
}
