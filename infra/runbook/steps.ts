import type { Place, Steps, StepTable } from "./command";
import { archiveSteps } from "./archive-steps";
import { databaseSteps } from "./database-steps";
import { jobSteps } from "./job-steps";
import { logSteps } from "./log-steps";
import { taskSteps } from "./task-steps";
import { trafficSteps } from "./traffic-steps";
import { workloadSteps } from "./workload-steps";

/** Steps of every alert that a service can have. */
export const steps: StepTable = {
  ...jobSteps,
  ...taskSteps,
  ...workloadSteps,
  ...databaseSteps,
  ...archiveSteps,
  ...trafficSteps,
  ...logSteps,
};

/** The steps of an alert. @throws Error if it has none; a test finds it first */
export function stepsOf(alert: string, place: Place): Steps {
  const found = steps[alert];
  if (found === undefined) throw new Error(`runbook: ${alert} has no steps; add them in infra/runbook`);
  return found(place);
}
