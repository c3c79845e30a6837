import { openings } from "../../support/aws/public-store";
import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

/** Anyone who reaches a store needs only its password; a snapshot can be copied without one. */
export const dataStoreIsNotPublic: ResourceRule = {
  name: "data-store-is-not-public",
  demands:
    "No store with data is reached from the internet, no snapshot is shared with everybody, and the account's and access points' blocks of public access stay.",
  sources: ["CKV_AWS_17", "CKV_AWS_87", "CKV_AWS_302", "CKV_AWS_392", "prowler kafka_cluster_is_public"],
  profile: "general",
  severity: "critical",
  types: Object.keys(openings),
  *check(subject) {
    const found = openings[subject.type]?.(subject.inputs);
    if (found !== undefined)
      yield violation(subject, found, "only named networks and accounts may reach data", "close it");
  },
};
