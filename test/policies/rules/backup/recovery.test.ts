import { backupDeclaresItsObjectives } from "../../../../policies/rules/backup/backup-declares-its-objectives";
import { recoveryMeetsItsObjective } from "../../../../policies/rules/backup/recovery-meets-its-objective";
import { backupScheduleMeetsItsObjective } from "../../../../policies/rules/backup/backup-schedule-meets-its-objective";
import { unknown, type Value } from "../../../../policies/support/input/value";
import { describeRule } from "../../support/cases";
import { ENGINE, LOSS, RPO, RTO, RUN, job, says, undecided } from "../../support/recovery-job";

const TAKES = "lifeboat/recovery-minutes";
const takes = (recovery: string | undefined, rto: Value = "240") =>
  job("backup", {
    annotations: { [RTO]: rto, ...(recovery === undefined ? {} : { [TAKES]: recovery }) },
  });
const tooLong = (shown: string) =>
  says(
    `annotation ${TAKES} is ${shown}`,
    `${RTO} is 240`,
    "state the sum of detection, DNS, restore or promotion, and start, and shorten it or raise the objective",
  );
describeRule(recoveryMeetsItsObjective, [
  { name: "accepts a recovery within the objective", given: [takes("240")] },
  {
    name: "asks nothing of another job, nor where nothing is promised",
    given: [job("verify", { annotations: { [RTO]: "240" } }), job("backup", { annotations: {} })],
  },
  { name: "refuses a longer one", given: [takes("240.1")], says: [tooLong("240.1")] },
  { name: "refuses one that nobody stated", given: [takes(undefined)], says: [tooLong("absent")] },
  { name: "refuses one that is no number", given: [takes("soon")], says: [tooLong("soon")] },
  {
    name: "cannot decide on an unknown objective",
    given: [takes("240", unknown)],
    says: undecided(`metadata.annotations.${RTO}`),
  },
]);

const states = (annotation: string, shown: string) =>
  says(
    `annotation ${annotation} is ${shown}`,
    "a number of minutes above 0 is required",
    `set the annotation ${annotation}`,
  );
describeRule(backupDeclaresItsObjectives, [
  { name: "accepts both", given: [job("backup")] },
  { name: "asks nothing of another job", given: [job("verify", { annotations: {} })] },
  {
    name: "refuses none",
    given: [job("backup", { annotations: {} })],
    says: [states(RPO, "absent"), states(RTO, "absent")],
  },
  {
    name: "refuses nothing and words",
    given: [job("backup", { annotations: { [RPO]: "0", [RTO]: "four hours" } })],
    says: [states(RPO, "0"), states(RTO, "four hours")],
  },
  {
    name: "cannot decide on unknown",
    given: [job("backup", { annotations: unknown })],
    says: undecided("metadata.annotations"),
  },
]);

const daily = { schedule: "0 2 * * *" };
const lost = (schedule: string, sum: string, parts: string, objective = 60) =>
  says(
    `schedule ${schedule} may lose ${sum} minutes: ${parts}`,
    `${RPO} is ${objective}`,
    `run it more often, state ${RUN}, or raise the objective`,
  );
const abroad = (schedule: string, timeZone: Value, rpo: string) =>
  job("backup", { schedule, timeZone, annotations: { [RPO]: rpo, [RUN]: "5" } });
describeRule(backupScheduleMeetsItsObjective, [
  { name: "accepts 30 + 5 + 15 minutes of 60", given: [job("backup")] },
  { name: "accepts the sum itself", given: [job("backup", { annotations: { [RPO]: "50", [RUN]: "5" } })] },
  {
    name: "refuses a minute more",
    given: [job("backup", { annotations: { [RPO]: "49", [RUN]: "5" } })],
    says: [lost("*/30 * * * *", "50", "interval 30, backup 5, replication 15", 49)],
  },
  {
    name: "refuses a backup a day for an RPO of an hour",
    given: [job("backup", daily)],
    says: [lost("0 2 * * *", "1460", "interval 1440, backup 5, replication 15")],
  },
  {
    name: "takes the longest gap, not the usual one",
    given: [
      job("backup", { schedule: "0,10,20,30 * * * *" }),
      job("backup", { schedule: "*/20 6-23 * * *" }),
    ],
    says: [lost("*/20 6-23 * * *", "400", "interval 380, backup 5, replication 15")],
  },
  {
    name: "counts days that are left out",
    given: [
      job("backup", { schedule: "@hourly", annotations: { [RPO]: "80", [RUN]: "5" } }),
      job("backup", { schedule: "*/20 * * * 1-5" }),
    ],
    says: [lost("*/20 * * * 1-5", "2920", "interval 2900, backup 5, replication 15")],
  },
  {
    name: "counts a run that outlasts the gap twice",
    given: [job("backup", { annotations: { [RPO]: "60", [RUN]: "31" } })],
    says: [lost("*/30 * * * *", "106", "interval 60, backup 31, replication 15")],
  },
  {
    name: "takes as long as a run is let where nobody states more",
    given: [job("backup", { annotations: { [RPO]: "60" }, deadline: 960 })],
    says: [lost("*/30 * * * *", "61", "interval 30, backup 16, replication 15")],
  },
  {
    name: "refuses a date that never comes",
    given: [job("backup", { schedule: "0 0 31 2 *" })],
    says: [lost("0 0 31 2 *", "unbounded", "interval unbounded, backup 5, replication 15")],
  },
  {
    name: "takes the replication of the setting",
    given: [job("backup", { annotations: { [RPO]: "49", [RUN]: "5" } })],
    settings: { replicationMinutes: 14 },
  },
  {
    name: "counts the run that a change of the clock leaves out, and the hour that it adds",
    given: [
      abroad("30 2 * * *", "America/New_York", "2839"),
      abroad("30 2 * * *", "America/New_York", "2840"),
      abroad("0 3 * * *", "Europe/Berlin", "1519"),
      abroad("0 3 * * *", "Etc/UTC", "1460"),
      abroad("0 3 * * *", "Mars/Base", "1460"),
    ],
    says: [
      lost(
        "30 2 * * *",
        "2840",
        "interval 2820 when the clock of America/New_York changes, backup 5, replication 15",
        2839,
      ),
      lost(
        "0 3 * * *",
        "1520",
        "interval 1500 when the clock of Europe/Berlin changes, backup 5, replication 15",
        1519,
      ),
    ],
  },
  {
    name: "cannot decide on an unknown zone, unless it is too rare in any",
    given: [abroad("0 3 * * *", unknown, "1520"), abroad("0 3 * * *", unknown, "1459")],
    says: [
      ...undecided("spec.timeZone"),
      lost("0 3 * * *", "1460", "interval 1440, backup 5, replication 15", 1459),
    ],
  },
  {
    name: "cannot decide on unknown",
    given: [job("backup", { schedule: unknown })],
    says: undecided("spec.schedule"),
  },
]);

const archived = (loss: string | undefined, schedule: string, engine: Value = "archive") =>
  job("backup", {
    schedule,
    annotations: {
      [RPO]: "60",
      [RUN]: "5",
      [ENGINE]: engine,
      ...(loss === undefined ? {} : { [LOSS]: loss }),
    },
  });
const loses = (shown: string) =>
  says(
    `annotation ${LOSS} is ${shown}`,
    `${RPO} is 60`,
    "state the sum of archive_timeout and the push of a segment, and shorten it or raise the objective",
  );
describeRule(backupScheduleMeetsItsObjective, [
  {
    name: "accepts a dump a day beside an archive that keeps the RPO",
    given: [archived("1.1", "0 2 * * *")],
  },
  { name: "accepts an archive that loses as much as is allowed", given: [archived("60", "0 2 * * *")] },
  {
    name: "refuses an archive that loses more, that states nothing, or no number",
    given: [archived("60.1", "0 2 * * *"), archived(undefined, "0 2 * * *"), archived("little", "0 2 * * *")],
    says: [loses("60.1"), loses("absent"), loses("little")],
  },
  {
    name: "refuses dumps that leave out a day",
    given: [archived("1.1", "0 2 * * 1-6")],
    says: [
      says(
        "schedule 0 2 * * 1-6 leaves 2880 minutes between two dumps",
        "beside an archive, at most 1440 are allowed",
        "run it once a day: a dump is what remains if the archive is lost",
      ),
    ],
  },
  {
    name: "holds the dumps against the RPO where another engine is named",
    given: [archived("1.1", "0 2 * * *", "tape")],
    says: [lost("0 2 * * *", "1460", "interval 1440, backup 5, replication 15")],
  },
  {
    name: "cannot decide on an unknown engine",
    given: [archived("1.1", "0 2 * * *", unknown)],
    says: undecided(`metadata.annotations.${ENGINE}`),
  },
]);
