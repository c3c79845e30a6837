import { contact } from "../../../infra/catalog/common";
import type { Escalation, MaintenanceWindow, Service } from "../../../infra/catalog/types";
import type { Channels } from "../../../infra/oncall/channels";

/** Every channel, with a mail server that wants a login and a dead-man service that wants a token. */
export const everyChannel: Channels = {
  pagerduty: true,
  slack: true,
  mail: {
    smarthost: "smtp.example.com:587",
    from: "lifeboat@example.com",
    username: "lifeboat",
    to: { default: "oncall@example.com", Operations: "operations@example.com" },
  },
  deadMan: { url: "https://deadman.example.com/prod", hasToken: true },
};

/** No channel at all. */
export const noChannel: Channels = { pagerduty: false, slack: false, mail: undefined, deadMan: undefined };

export const maintenance: MaintenanceWindow = {
  slot: { weekday: "sunday", ordinal: 1, hour: 2, timeZone: "America/Los_Angeles" },
  durationMinutes: 150,
  noticeHours: 48,
  steps: ["backup"],
  vacuumTables: [],
};

/** A chain of a service of the tests: paged at once, mailed at once, phoned later for the worst. */
export const escalation: Escalation = {
  default: {
    contacts: [
      contact("On-Call", 0, ["pagerduty", "slack"], ["P0"]),
      contact("Operations", 0, ["email"]),
      contact("Chief", 60, ["phone"], ["P0", "P1"]),
    ],
  },
  areas: {
    database: { responseMinutes: 30, contacts: [contact("D. B. Admin (2nd)", 0, ["slack", "pagerduty"])] },
  },
  slack: { operations: "#ops", incidents: "#fire" },
};

/** A service as far as on-call routes know one. */
export function shop(
  change: Partial<Pick<Service, "escalation" | "maintenance">> = {},
): Pick<Service, "id" | "escalation" | "maintenance"> {
  return { id: "shop", escalation, maintenance, ...change };
}
