import type { Area, SeverityName } from "../catalog/types";
import type { InhibitRule } from "./alertmanager";

/** Worst severity; it silences others and is itself never silenced: a wrong guess at a cause must hide no outage. */
const worst: SeverityName = "P0";
const lesser = 'severity=~"P1|P2|P3"';

/** Areas in which trouble follows from that of another. Data and security are nobody's symptoms. */
const symptoms: readonly { readonly cause: Area; readonly areas: readonly Area[] }[] = [
  { cause: "infrastructure", areas: ["application", "database", "performance"] },
  { cause: "database", areas: ["application", "performance"] },
];

/**
 * What is silent while its cause is told: lesser alerts of the same service and area, and the symptoms of a lost node
 * or database in the same service. A missing label equals a missing label, so sources must have theirs.
 */
export function inhibitRules(): readonly InhibitRule[] {
  const source = [`severity="${worst}"`, 'service=~".+"'];
  return [
    {
      source_matchers: [...source, 'area=~".+"'],
      target_matchers: [lesser],
      equal: ["service", "area"],
    },
    ...symptoms.map(({ cause, areas }) => ({
      source_matchers: [...source, `area="${cause}"`],
      target_matchers: [lesser, `area=~"${areas.join("|")}"`],
      equal: ["service"],
    })),
  ];
}
