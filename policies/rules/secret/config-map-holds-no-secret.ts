import { attempt, distinct, violation, type Finding } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";
import { secretsOfText } from "../../support/secrets/secret-text";
import type { Subject } from "../../support/input/subject";

function* secrets(
  subject: Subject,
  place: string,
  [key, text]: readonly [string, string],
): Iterable<Finding> {
  for (const { name, why } of secretsOfText(key, text))
    yield violation(
      subject,
      `${place} ${name === "" ? key : `${key}: ${name}`} ${why}`,
      "everybody in the namespace can read a ConfigMap",
      "move it to a Secret",
    );
}

/** The bytes of `binaryData` as text: a secret consists of plain characters. */
const decoded = (base64: string): string => Buffer.from(base64, "base64").toString("latin1");

/** A password, or a URL with one, must not be in a ConfigMap. */
export const configMapHoldsNoSecret: ResourceRule = {
  name: "config-map-holds-no-secret",
  demands: "No line of a ConfigMap contains a secret, by its name or by its shape.",
  sources: ["CIS Kubernetes 5.4.1", "C-0012", "MAC-2", "trap 10"],
  profile: "general",
  severity: "critical",
  types: ["kubernetes:core/v1:ConfigMap"],
  *check(subject) {
    for (const [place, read] of [
      ["data", (text: string) => text],
      ["binaryData", decoded],
    ] as const)
      yield* attempt(subject, function* () {
        for (const [key, value] of subject.inputs.at(place).entries)
          yield* distinct(attempt(subject, () => secrets(subject, place, [key, read(value.text ?? "")])));
      });
  },
};
