import { databaseServerTypes, perOwnServer } from "../../support/aws/database-server";
import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";
import { numberSetting } from "../../support/input/setting";

const minimumDays = numberSetting("minimumDays", 7, "Minimum days to keep automated backups of RDS.");

/** RDS's own backups restore to any minute; dumps are the second line of defence. */
export const databaseServerKeepsBackups: ResourceRule = {
  name: "database-server-keeps-backups",
  demands:
    "An RDS server that is not a replica keeps automated backups, and takes a final snapshot when it is deleted.",
  sources: ["AWS FSBP RDS.11", "CKV_AWS_133", "REL09-BP03"],
  profile: "general",
  severity: "high",
  types: databaseServerTypes,
  settings: [minimumDays],
  check: perOwnServer(function* (subject, settings) {
    const limit = minimumDays.of(settings);
    const kept = subject.inputs.at("backupRetentionPeriod");
    if ((kept.number ?? 0) < limit)
      yield violation(
        subject,
        `backupRetentionPeriod is ${kept.shown}`,
        `at least ${limit} days are required`,
        `set backupRetentionPeriod: ${limit}`,
      );
    for (const name of ["skipFinalSnapshot", "deleteAutomatedBackups"])
      if (subject.inputs.at(name).flag === true)
        yield violation(subject, `${name} is true`, "a deletion must leave a backup", `set ${name}: false`);
  }),
};
