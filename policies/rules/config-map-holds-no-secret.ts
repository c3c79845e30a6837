import { attempt, violation, type Finding } from "../support/finding";
import type { ResourceRule } from "../support/rule";
import { secretIn } from "../support/secret-shape";
import type { Subject } from "../support/subject";
import { isFields, isList, plain, type Value } from "../support/value";

/** Named texts inside a value: the members of a JSON document, else the value itself. */
function* named(name: string, value: Value | undefined): Iterable<readonly [string, string]> {
  if (isList(value)) for (const item of value) yield* named(name, item);
  else if (isFields(value)) for (const [key, below] of Object.entries(value)) yield* named(key, below);
  else if (typeof value === "string") yield [name, value];
}

function document(text: string): Value {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    const parsed: unknown = JSON.parse(text);
    return plain(parsed);
  } catch {
    return text;
  }
}

function* secrets(subject: Subject, key: string, text: string): Iterable<Finding> {
  for (const [name, value] of named(key, document(text))) {
    const why = secretIn(name, value);
    if (why !== undefined)
      yield violation(
        subject,
        `data ${name === key ? key : `${key}: ${name}`} ${why}`,
        "a ConfigMap is read by everybody in the namespace",
        "move it to a Secret",
      );
  }
}

/** A ConfigMap is no place for a password, nor for a URL with one. */
export const configMapHoldsNoSecret: ResourceRule = {
  name: "config-map-holds-no-secret",
  demands: "No secret stands in a ConfigMap, by its name or by its shape.",
  sources: ["CIS Kubernetes 5.4.1", "C-0012", "MAC-2", "trap 10"],
  severity: "critical",
  types: ["kubernetes:core/v1:ConfigMap"],
  *check(subject) {
    for (const [key, value] of subject.inputs.at("data").entries)
      yield* attempt(subject, () => secrets(subject, key, value.text ?? ""));
  },
};
