import { dotmacPlatform } from "../../../../infra/catalog/dotmac-platform";
import { type AlertCase, NAMESPACE } from "./alert-case";

const HOUR = 60;
const CREATED = { [`kube_namespace_created{${NAMESPACE}}`]: 0 };
const record = (kind: string): string => `kube_configmap_created{${NAMESPACE},configmap="done-${kind}"}`;

/** Never done, at one step past the catalog's hours; and done in time, by a record that is younger than the namespace. */
function overdue(
  name: string,
  kind: string,
  staleAfterHours: number,
  more: Pick<AlertCase, "service" | "place"> = {},
): AlertCase {
  const atMinutes = (staleAfterHours + 2) * HOUR;
  return {
    alert: `${name}Overdue`,
    ...more,
    stepMinutes: HOUR,
    fires: { series: CREATED, atMinutes },
    silent: { series: CREATED, atMinutes: staleAfterHours * HOUR },
    silentToo: { series: { ...CREATED, [record(kind)]: 10 * HOUR * 60 }, atMinutes },
  };
}

/** Cases of the checks that are people's: 26 hours for a daily one, 8 days for a weekly one, 94 for a quarterly one. */
export const taskCases: readonly AlertCase[] = [
  overdue("RollbackDryRun", "rollback-dry-run", 192),
  overdue("AccessReview", "access-review", 2256),
  overdue("DriftCheck", "drift", 26),
  overdue("ImageScan", "image-scan", 26),
  overdue("SessionCleanup", "session-cleanup", 26, { service: dotmacPlatform }),
  overdue("LogRotation", "log-rotation", 26, {
    place: { role: "primary", posture: "active", logs: undefined },
  }),
];
