import { archiving } from "../catalog/failover";
import { longestGapOfAny } from "../catalog/schedule";
import type { Archive, Service } from "../catalog/types";
import { minutesAt, minutesOf, startMinutes, trafficTerms, worst, type Engine } from "./engine";

const MINUTES_PER_DAY = 1440;

/**
 * The worst cases of a server that archives its WAL: by promotion of the warm standby, and by a physical restore. Neither
 * waits for replication: the standby's region has a repository of its own.
 * @throws ProblemError when a schedule of full or differential backups is malformed, or none ever fires
 */
export function archiveEngines(service: Service, archive: Archive, databaseGib: number): readonly Engine[] {
  const { fullSchedule, differentialSchedule, timeoutSeconds } = archive;
  const loss = worst({
    timeout: minutesOf(timeoutSeconds),
    push: minutesOf(archiving.segmentMib / archiving.pushMibPerSecond),
  });
  const start = startMinutes(service);
  const daysOfWal = longestGapOfAny([fullSchedule, differentialSchedule]) / MINUTES_PER_DAY;
  const walGib = (databaseGib * daysOfWal * archiving.walPercentPerDay) / 100;
  return [
    {
      name: "promote",
      loss,
      downtime: worst({
        ...trafficTerms(),
        "fence check and promotion": minutesOf(archiving.fenceCheckSeconds + archiving.promotionSeconds),
        replay: minutesOf(archiving.unreplayedMib / archiving.replayMibPerSecond),
        start,
      }),
    },
    {
      name: "restore",
      loss,
      downtime: worst({
        ...trafficTerms(),
        restore: minutesAt(databaseGib, archiving.restoreMibPerSecond),
        replay: minutesAt(walGib, archiving.replayMibPerSecond),
        start,
      }),
    },
  ];
}
