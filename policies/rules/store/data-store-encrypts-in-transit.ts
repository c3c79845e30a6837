import { encryptedOnTheWay, unmet } from "../../support/aws/data-store";
import type { ResourceRule } from "../../support/rule";

/** Anyone on the same network reads what is not encrypted on it. */
export const dataStoreEncryptsInTransit: ResourceRule = {
  name: "data-store-encrypts-in-transit",
  demands: "A store with data encrypts connections of its clients, and those between its nodes.",
  sources: ["CKV_AWS_6", "CKV_AWS_30", "CKV_AWS_81", "CKV_AWS_83", "CKV_AWS_202"],
  profile: "general",
  severity: "high",
  types: Object.keys(encryptedOnTheWay),
  check: (subject) => unmet(subject, encryptedOnTheWay, "data must be encrypted in transit"),
};
