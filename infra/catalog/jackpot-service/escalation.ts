import { contact } from "../common";
import type { AreaEscalation, Escalation } from "../types";

/** One area's chain: who is notified first, how soon, then the levels by elapsed time. */
function levels(first: string, responseMinutes: number): AreaEscalation {
  return {
    responseMinutes,
    contacts: [
      contact(first, 0, ["pagerduty", "slack"]),
      contact("Level 2: Team Support", 30, ["slack", "phone"]),
      contact("Level 3: Engineering Support", 120, ["phone"]),
      contact("Level 4: External Support", 480, ["phone", "email"]),
    ],
  };
}

/** Escalation by type and elapsed time (JACK-10). */
export const jackpotEscalation: Escalation = {
  default: levels("On-Call Engineer", 15),
  areas: {
    application: levels("On-Call Engineer", 15),
    data: levels("Database Team", 30),
    database: levels("Database Team", 30),
    performance: levels("DevOps Team", 60),
    security: levels("Security Team", 60),
    infrastructure: levels("Platform Team", 120),
  },
  slack: { operations: "#ops-backups", incidents: "#incidents" },
};
