import type { Declared, DrillResult, Passage } from "../../../sandbox/drill/drill-result";

/** Budget of 100 s, so 110 s with its tolerance. */
export const declared: Declared = {
  rpoSeconds: 3600,
  rtoSeconds: 14_400,
  detectionSeconds: 20,
  dnsSeconds: 50,
  restoreSeconds: 10,
  startSeconds: 20,
  restoreGib: 0.5,
};

/** At a scale of 100: 25 s detection, 50 s DNS, 30 s work: 105 s. */
export const passage: Passage = {
  fenced: false,
  detectionRealSeconds: 0.25,
  workSeconds: 30,
  phaseSeconds: { fenceCheck: 1, restore: 12, gate: 1, migrate: 2, start: 8, smoke: 3 },
  dnsRealSeconds: 0.5,
  firstGoodAnswerRealSeconds: 30.75,
  rowsAcknowledged: 400,
  rowsLost: 7,
  rpoSeconds: 42,
  overlaps: [],
};

/** A drill of one service at a scale of 100 in which every target is met. */
export const drillResult: DrillResult = {
  engineVersion: "3.276.0",
  scale: 100,
  fault: "region",
  startedAt: "2026-11-21T12:00:00.000Z",
  finishedAt: "2026-11-21T12:03:00.000Z",
  facts: ["2 processors"],
  services: [{ service: "tasks-app", declared, failover: passage }],
  unrest: [],
};
