import { databaseServerTypes, perOwnServer } from "../../support/aws/database-server";
import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

/** Nobody else may read its disks, snapshots and backups. */
export const databaseServerIsEncrypted: ResourceRule = {
  name: "database-server-is-encrypted",
  demands: "An RDS server that is not a replica encrypts its storage.",
  sources: ["AWS FSBP RDS.3", "CKV_AWS_16", "CKV_AWS_96", "CIS AWS 2.3.1", "KYB-4"],
  profile: "general",
  severity: "high",
  types: databaseServerTypes,
  check: perOwnServer(function* (subject) {
    const encrypted = subject.inputs.at("storageEncrypted");
    if (encrypted.flag !== true)
      yield violation(
        subject,
        `storageEncrypted is ${encrypted.shown}`,
        "true is required, and can only be set at creation",
        "set storageEncrypted: true and kmsKeyId",
      );
  }),
};
