import { attempt, violation } from "../support/finding";
import type { ResourceRule } from "../support/rule";
import { secretIn } from "../support/secret-shape";

/** Annotations stand in every listing. */
export const annotationHoldsNoSecret: ResourceRule = {
  name: "annotation-holds-no-secret",
  demands: "No secret stands in an annotation.",
  sources: ["CIS Kubernetes 5.4.1", "C-0012"],
  severity: "critical",
  types: ["kubernetes:*"],
  *check(subject) {
    for (const [name, value] of subject.inputs.at("metadata", "annotations").entries)
      yield* attempt(subject, function* () {
        const why = secretIn(name, value.text ?? "");
        if (why !== undefined)
          yield violation(
            subject,
            `annotation ${name} ${why}`,
            "annotations are read by everybody in the namespace",
            "move it to a Secret",
          );
      });
  },
};
