import type { AlertCase } from "./alert-case";
import { archiveCases } from "./archive";
import { capacityCases } from "./capacity";
import { databaseCases } from "./database";
import { failoverCases } from "./failover";
import { jobCases } from "./jobs";
import { logCases } from "./logs";
import { objectiveCases } from "./objectives";
import { securityCases } from "./security";
import { taskCases } from "./tasks";
import { watchCases } from "./watch";
import { workloadCases } from "./workload";

/** One case for every alert that any service has in any posture. */
export const alertCases: readonly AlertCase[] = [
  ...watchCases,
  ...jobCases,
  ...taskCases,
  ...objectiveCases,
  ...workloadCases,
  ...databaseCases,
  ...archiveCases,
  ...failoverCases,
  ...securityCases,
  ...capacityCases,
  ...logCases,
];
