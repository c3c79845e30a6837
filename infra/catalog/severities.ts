import type { Severity } from "./types";

/** Severities of alerts, worst first, for all services (STOCK-9, MAC-11). */
export const severities: readonly Severity[] = [
  {
    name: "P0",
    examples: ["complete outage", "data corruption or loss", "security breach"],
    responseMinutes: 15,
    pages: true,
  },
  {
    name: "P1",
    examples: ["partial outage", "significant performance degradation", "critical feature unavailable"],
    responseMinutes: 60,
    pages: true,
  },
  {
    name: "P2",
    examples: ["minor performance issue", "non-critical feature unavailable"],
    responseMinutes: 240,
    pages: false,
  },
  {
    name: "P3",
    examples: ["cosmetic issue", "enhancement or documentation request"],
    responseMinutes: 1440,
    pages: false,
  },
];

/** How alerts are grouped into one message (MAC-9). */
export const alertGrouping = {
  groupBy: ["alertname"],
  waitSeconds: 10,
  intervalSeconds: 10,
  repeatMinutes: 60,
} as const;

/** Times in incident messages (STOCK-15). */
export const incidentPromises = { updateEveryMinutes: 30, postMortemWithinHours: 48 } as const;
