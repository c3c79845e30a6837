import { attempt, violation, type Finding } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import type { Subject } from "../../support/input/subject";
import { perContainer, podTypes } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";

const CLAUSES = [
  "a secret should be a file from a Secret",
  "mount a Secret with defaultMode 0400 and pass the file's name",
] as const;

function* ofVariable(subject: Subject, label: string, variable: Input): Iterable<Finding> {
  if (variable.at("valueFrom", "secretKeyRef").isSet)
    yield violation(subject, `${label}: env ${variable.at("name").shown} comes from a Secret`, ...CLAUSES);
}

function* ofSource(subject: Subject, label: string, from: Input): Iterable<Finding> {
  const secret = from.at("secretRef");
  if (secret.isSet)
    yield violation(subject, `${label}: all of Secret ${secret.at("name").shown} is env`, ...CLAUSES);
}

/** The environment appears in core dumps and crash reports, and every child process inherits it. */
export const secretComesAsAFile: ResourceRule = {
  name: "secret-comes-as-a-file",
  demands: "A container gets the values of a Secret as files, not as environment variables.",
  sources: ["CIS Kubernetes 5.4.1", "C-0012", "CKV_K8S_35", "KYB-4"],
  profile: "general",
  severity: "medium",
  types: podTypes,
  check: perContainer(function* ({ label, spec }, _pod, subject) {
    for (const [name, judge] of [
      ["env", ofVariable],
      ["envFrom", ofSource],
    ] as const)
      yield* attempt(subject, function* () {
        for (const item of spec.at(name).items) yield* attempt(subject, () => judge(subject, label, item));
      });
  }),
};
