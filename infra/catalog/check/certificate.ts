import type { Problem } from "../../problem";
import type { Service } from "../types";

/** A certificate is renewed while it is valid, and people are told while there is time after a renewal that failed. */
export function certificateProblems({
  id,
  certificate,
}: Pick<Service, "id" | "certificate">): readonly Problem[] {
  const { durationDays, renewBeforeDays, alertBeforeDays } = certificate;
  if (durationDays > renewBeforeDays && renewBeforeDays > alertBeforeDays && alertBeforeDays > 0) return [];
  return [
    {
      thing: `catalog: ${id}: certificate`,
      value: `${durationDays} days, renewed at ${renewBeforeDays}, told at ${alertBeforeDays}`,
      limit:
        "be valid for longer than its renewal before expiry, which comes before people are told, more than 0 days before",
      remedy: "set durationDays > renewBeforeDays > alertBeforeDays > 0",
    },
  ];
}
