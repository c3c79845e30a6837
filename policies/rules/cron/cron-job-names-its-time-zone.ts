import { isTimeZone } from "../../../lib/time-zone";
import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

/** "2:00" means nothing without a time zone. */
export const cronJobNamesItsTimeZone: ResourceRule = {
  name: "cron-job-names-its-time-zone",
  demands: "A CronJob names the time zone of its schedule.",
  sources: ["kubernetes CronJob timeZone", "TASK-10", "trap 3"],
  profile: "general",
  severity: "medium",
  types: ["kubernetes:batch/v1:CronJob"],
  *check(subject) {
    const zone = subject.inputs.at("spec", "timeZone");
    if (!isTimeZone(zone.text ?? ""))
      yield violation(
        subject,
        `timeZone is ${zone.shown}`,
        "a zone of the IANA database is required",
        "set timeZone, for example Etc/UTC",
      );
  },
};
