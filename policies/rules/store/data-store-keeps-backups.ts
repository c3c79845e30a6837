import { backedUp, unmet } from "../../support/aws/data-store";
import type { ResourceRule } from "../../support/rule";

/** A mistake in the data is undone from a backup alone. */
export const dataStoreKeepsBackups: ResourceRule = {
  name: "data-store-keeps-backups",
  demands: "A store with data keeps the backups that its service makes.",
  sources: [
    "AWS FSBP DynamoDB.2",
    "AWS FSBP DocumentDB.2",
    "AWS FSBP Neptune.5",
    "AWS FSBP Redshift.3",
    "CKV_AWS_28",
  ],
  profile: "general",
  severity: "high",
  types: Object.keys(backedUp),
  check: (subject) => unmet(subject, backedUp, "a mistake must be undone from a backup"),
};
