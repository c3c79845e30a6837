import { contact } from "../common";
import type { AreaEscalation, Escalation } from "../types";

/** Three steps of one area; the people are from the runbook, the times from STOCK-9. */
function chain(primary: string, first: string, second: string): AreaEscalation {
  return {
    contacts: [
      contact(primary, 0, ["pagerduty", "slack"]),
      contact(first, 30, ["pagerduty", "phone"]),
      contact(second, 120, ["phone"], ["P0"]),
    ],
  };
}

/** Escalation by type of issue (TASK-11). */
export const tasksEscalation: Escalation = {
  default: chain("Dev On-Call", "Engineering Lead", "CTO"),
  areas: {
    database: chain("DBA On-Call", "Engineering Lead", "CTO"),
    data: chain("DBA On-Call", "Engineering Lead", "CTO"),
    security: chain("Security Team", "CISO", "CTO"),
    infrastructure: chain("DevOps On-Call", "Infrastructure Lead", "CTO"),
    application: chain("Dev On-Call", "Engineering Lead", "CTO"),
  },
  slack: { operations: "#ops-backups", incidents: "#incidents" },
};
