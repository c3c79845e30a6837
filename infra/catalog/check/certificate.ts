import type { Problem } from "../../problem";
import type { Service } from "../types";

/** A certificate is renewed while it is valid, and the alert leaves time to fix a failed renewal. */
export function certificateProblems({
  id,
  certificate,
}: Pick<Service, "id" | "certificate">): readonly Problem[] {
  const { durationDays, renewBeforeDays, alertBeforeDays } = certificate;
  if (durationDays > renewBeforeDays && renewBeforeDays > alertBeforeDays && alertBeforeDays > 0) return [];
  return [
    {
      thing: `catalog: ${id}: certificate`,
      value: `${durationDays} days, renewed at ${renewBeforeDays}, alert at ${alertBeforeDays}`,
      limit:
        "be valid for longer than renewBeforeDays, which must be more than alertBeforeDays, which must be above 0",
      remedy: "set durationDays > renewBeforeDays > alertBeforeDays > 0",
    },
  ];
}
