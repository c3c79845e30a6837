import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

/** A database must be reachable only from its own network. */
export const databaseServerIsNotPublic: ResourceRule = {
  name: "database-server-is-not-public",
  demands: "An RDS server has no public address.",
  sources: ["AWS FSBP RDS.2", "CKV_AWS_17", "CIS AWS 2.3.3"],
  profile: "general",
  severity: "critical",
  types: ["aws:rds/instance:Instance", "aws:rds/clusterInstance:ClusterInstance"],
  *check(subject) {
    if (subject.inputs.at("publiclyAccessible").flag === true)
      yield violation(
        subject,
        "publiclyAccessible is true",
        "no public address is allowed",
        "remove publiclyAccessible, and connect from inside its network",
      );
  },
};
