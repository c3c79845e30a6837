import { encrypted, unmet } from "../../support/aws/data-store";
import type { ResourceRule } from "../../support/rule";

/** A disk that is returned, or a snapshot that is shared, shows nothing. */
export const dataStoreIsEncrypted: ResourceRule = {
  name: "data-store-is-encrypted",
  demands: "A store with data encrypts it at rest.",
  sources: ["CKV_AWS_3", "CKV_AWS_5", "CKV_AWS_29", "CKV_AWS_42", "CKV_AWS_44", "CKV_AWS_64", "CKV_AWS_74"],
  profile: "general",
  severity: "high",
  types: Object.keys(encrypted),
  check: (subject) => unmet(subject, encrypted, "data must be encrypted at rest"),
};
