import type { Service } from "../catalog/types";
import { ProblemError } from "../problem";
import { monthlyCron } from "../catalog/calendar";
import type { TimeInterval } from "./alertmanager";

type Maintained = Pick<Service, "id" | "maintenance">;

const minutesPerDay = 1440;

/** Name of the time interval for a service's maintenance window. */
export const maintenanceName = (service: string): string => `${service}-maintenance`;

const clock = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");

/**
 * The maintenance window in Alertmanager's form: a weekday among seven days of the month, in the window's own time
 * zone (TASK-10, STOCK-13, JACK-9).
 * @throws ProblemError if the window ends after midnight, outside its days of the month
 */
export function maintenanceInterval({ id, maintenance }: Maintained): TimeInterval {
  const { slot, durationMinutes } = maintenance;
  const start = slot.hour * 60;
  const end = start + durationMinutes;
  if (end > minutesPerDay)
    throw new ProblemError([
      {
        thing: `catalog: ${id}: maintenance`,
        value: `${clock(start)} and ${durationMinutes} minutes`,
        limit: "end on the day on which it starts: Alertmanager mutes alerts by day",
        remedy: "start it earlier or make it shorter",
      },
    ]);
  const { firstDay, lastDay } = monthlyCron(slot);
  return {
    name: maintenanceName(id),
    time_intervals: [
      {
        weekdays: [slot.weekday],
        days_of_month: [`${firstDay}:${lastDay}`],
        times: [{ start_time: clock(start), end_time: clock(end) }],
        location: slot.timeZone,
      },
    ],
  };
}
