import { databaseServerTypes, perOwnServer } from "../../support/aws/database-server";
import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

/** Its disks, snapshots and backups are nobody else's to read. */
export const databaseServerIsEncrypted: ResourceRule = {
  name: "database-server-is-encrypted",
  demands: "An RDS server that is no copy of another encrypts its storage.",
  sources: ["AWS FSBP RDS.3", "CKV_AWS_16", "CKV_AWS_96", "CIS AWS 2.3.1", "KYB-4"],
  severity: "high",
  types: databaseServerTypes,
  check: perOwnServer(function* (subject) {
    const encrypted = subject.inputs.at("storageEncrypted");
    if (encrypted.flag !== true)
      yield violation(
        subject,
        `storageEncrypted is ${encrypted.shown}`,
        "true is asked for, and can be had only when it is made",
        "set storageEncrypted: true and kmsKeyId",
      );
  }),
};
