import { attempt, distinct, violation, type Finding } from "../../support/input/finding";
import { templatePaths } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";
import { secretsOfText } from "../../support/secrets/secret-text";
import type { Subject } from "../../support/input/subject";

/** Annotations of a resource, or of what it creates. @param above path of the latter; empty for the former */
function* secrets(subject: Subject, above: readonly string[]): Iterable<Finding> {
  const place = above.length === 0 ? "" : `${above.join(".")}: `;
  for (const [name, value] of subject.inputs.at(...above, "metadata", "annotations").entries)
    yield* attempt(subject, function* () {
      for (const { name: inner, why } of secretsOfText(name, value.text ?? ""))
        yield violation(
          subject,
          `${place}annotation ${inner === "" ? name : `${name}: ${inner}`} ${why}`,
          "everybody in the namespace can read annotations",
          "move it to a Secret",
        );
    });
}

/** Annotations appear in every listing. */
export const annotationHoldsNoSecret: ResourceRule = {
  name: "annotation-holds-no-secret",
  demands:
    "No annotation of a resource, or of the pods and jobs that it creates, contains a secret in any line.",
  sources: ["CIS Kubernetes 5.4.1", "C-0012"],
  profile: "general",
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
