import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

/** With `SECURITY DEFINER` any caller acts with the owner's rights, and by a search path of the caller's. */
export const databaseFunctionRunsAsItsCaller: ResourceRule = {
  name: "database-function-runs-as-its-caller",
  demands: "A PostgreSQL function runs with its caller's rights, not with its owner's.",
  sources: ["PostgreSQL CREATE FUNCTION: SECURITY DEFINER", "CVE-2018-1058"],
  profile: "general",
  severity: "high",
  types: ["postgresql:index/function:Function"],
  *check(subject) {
    const isByBody = /\bsecurity\s+definer\b/i.test(subject.inputs.at("body").text ?? "");
    if (subject.inputs.at("securityDefiner").flag === true || isByBody)
      yield violation(
        subject,
        "the function is SECURITY DEFINER",
        "a caller must not act with its owner's rights",
        "set securityDefiner: false and grant what callers need",
      );
  },
};
