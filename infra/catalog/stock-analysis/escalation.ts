import { contact } from "../common";
import type { Escalation } from "../types";

const later = [
  contact("DevOps Lead", 30, ["phone"]),
  contact("Engineering Manager", 60, ["email"]),
  contact("CTO", 120, ["phone"], ["P0"]),
];

/** Escalation (STOCK-9); specialists come first in their own areas. */
export const stockEscalation: Escalation = {
  default: { contacts: [contact("On-Call Engineer", 0, ["slack", "pagerduty"]), ...later] },
  areas: {
    database: { contacts: [contact("Database Admin", 0, ["slack", "pagerduty"]), ...later] },
    security: { contacts: [contact("Security Lead", 0, ["slack", "pagerduty"]), ...later] },
  },
  slack: { operations: "#ops-backups", incidents: "#incidents" },
};
