import type { Area, SeverityName } from "../catalog/types";
import type { InhibitRule } from "./alertmanager";

/** Worst severity; it inhibits others and is never inhibited: a wrong guess at a cause must not hide an outage. */
const worst: SeverityName = "P0";
const lesser = 'severity=~"P1|P2|P3"';

/** Areas whose alerts may be symptoms of another area's. Data and security never are. */
const symptoms: readonly { readonly cause: Area; readonly areas: readonly Area[] }[] = [
  { cause: "infrastructure", areas: ["application", "database", "performance"] },
  { cause: "database", areas: ["application", "performance"] },
];

/**
 * Alerts that are inhibited while their cause fires: less severe ones of the same service and area, and the symptoms of a
 * lost node or database in the same service. Missing labels count as equal, so sources must have theirs.
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
