import { undeletable, unmet } from "../../support/aws/data-store";
import type { ResourceRule } from "../../support/rule";

/** Pulumi's own protection stops Pulumi alone. */
export const dataStoreRefusesDeletion: ResourceRule = {
  name: "data-store-refuses-deletion",
  demands: "A store with data is protected from deletion in AWS, not by Pulumi alone.",
  sources: [
    "AWS FSBP RDS.8",
    "AWS FSBP DynamoDB.6",
    "AWS FSBP DocumentDB.5",
    "AWS FSBP Neptune.4",
    "CKV_AWS_293",
  ],
  profile: "general",
  severity: "medium",
  types: Object.keys(undeletable),
  check: (subject) => unmet(subject, undeletable, "a deletion outside of the program must be refused"),
};
