import { attempt, distinct, violation, type Finding } from "../../support/input/finding";
import { templatePaths } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";
import { secretsOfText } from "../../support/secrets/secret-text";
import type { Subject } from "../../support/input/subject";

/** Annotations of what a resource is, or of what it makes. @param above where the latter stands; empty for the former */
function* secrets(subject: Subject, above: readonly string[]): Iterable<Finding> {
  const place = above.length === 0 ? "" : `${above.join(".")}: `;
  for (const [name, value] of subject.inputs.at(...above, "metadata", "annotations").entries)
    yield* attempt(subject, function* () {
      for (const { name: inner, why } of secretsOfText(name, value.text ?? ""))
        yield violation(
          subject,
          `${place}annotation ${inner === "" ? name : `${name}: ${inner}`} ${why}`,
          "annotations are read by everybody in the namespace",
          "move it to a Secret",
        );
    });
}

/** Annotations are in every listing. */
export const annotationHoldsNoSecret: ResourceRule = {
  name: "annotation-holds-no-secret",
  demands:
    "No secret is in an annotation, in any line of it, of a resource or of the pods and jobs that it makes.",
  sources: ["CIS Kubernetes 5.4.1", "C-0012"],
  severity: "critical",
  types: ["kubernetes:*"],
  *check(subject) {
    const all = [[], ...templatePaths(subject)];
    yield* distinct(
      (function* () {
        for (const above of all) yield* attempt(subject, () => secrets(subject, above));
      })(),
    );
  },
};
