import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

/** DROP DATABASE asks nobody, and leaves nothing. */
export const databaseIsProtected: ResourceRule = {
  name: "database-is-protected",
  demands: "A PostgreSQL database is protected from deletion by the program.",
  sources: ["PostgreSQL DROP DATABASE", "Pulumi resource option protect", "REL09-BP02"],
  profile: "general",
  severity: "high",
  types: ["postgresql:index/database:Database"],
  *check(subject) {
    if (!subject.protect)
      yield violation(
        subject,
        "not protected",
        "protection is required",
        "set the resource option protect: true",
      );
  },
};
