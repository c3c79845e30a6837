import { attempt, violation, type Finding } from "../../support/input/finding";
import { secretOfHeader } from "../../support/secrets/header";
import type { Input } from "../../support/input/input";
import { perContainer, podTypes } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";
import { secretIn } from "../../support/secrets/secret-shape";
import { secretsOfWord } from "../../support/secrets/shell-word";
import type { Subject } from "../../support/input/subject";

/** Paths of a container's probes and hooks. */
const ASKED: readonly (readonly string[])[] = [
  ...["livenessProbe", "readinessProbe", "startupProbe"].map((probe) => [probe]),
  ...["postStart", "preStop"].map((hook) => ["lifecycle", hook]),
];

/** Paths of a container's command lines. */
const COMMANDS: readonly (readonly string[])[] = [
  ["command"],
  ["args"],
  ...ASKED.map((path) => [...path, "exec", "command"]),
];

/** A shell variable, which the kubelet does not expand: it expands only $(NAME). Grafana has $__file{…}. */
const SHELL_VARIABLE = /^\$+(?![({_$])/;

const CLAUSES = [
  "a secret must be a file from a Secret",
  "mount a Secret with defaultMode 0400 and pass the file's name",
] as const;

function* ofHeader(subject: Subject, label: string, place: string, header: Input): Iterable<Finding> {
  const name = header.at("name").shown;
  const why = secretOfHeader(name, header.at("value").text ?? "");
  if (why !== undefined) yield violation(subject, `${label}: header ${name} of ${place} ${why}`, ...CLAUSES);
}

function* ofVariable(subject: Subject, label: string, variable: Input): Iterable<Finding> {
  const name = variable.at("name").shown;
  const why = secretIn(name, (variable.at("value").text ?? "").replace(SHELL_VARIABLE, ""));
  if (why !== undefined) yield violation(subject, `${label}: env ${name} ${why}`, ...CLAUSES);
}

/** The known words; unknown ones are reported when the word itself is checked. */
const known = (words: readonly Input[]): readonly string[] =>
  words.map((word) => (word.isUnknown ? "" : (word.text ?? "")));

/** Findings on a command line. @param before words that come before it */
function* ofWords(
  subject: Subject,
  where: string,
  { words, before }: { words: readonly Input[]; before: readonly string[] },
): Iterable<Finding> {
  for (const [index, word] of words.entries())
    yield* attempt(subject, function* () {
      const all = [...before, ...known(words.slice(0, index))];
      for (const { name, why } of secretsOfWord(word.text ?? "", all))
        yield violation(subject, `${where}[${index}]${name === "" ? "" : `: ${name}`} ${why}`, ...CLAUSES);
    });
}

/** Environment and command line appear in core dumps, logs and the process list. */
export const environmentHoldsNoSecret: ResourceRule = {
  name: "environment-holds-no-secret",
  demands: "No container's environment, command, arguments, probes or hooks contain a secret in clear text.",
  sources: ["CIS Kubernetes 5.4.1", "C-0012", "CKV_K8S_35", "KYB-4", "trap 10"],
  profile: "general",
  severity: "critical",
  types: podTypes,
  check: perContainer(function* ({ label, spec }, _pod, subject) {
    const each = function* (items: () => readonly Input[], judge: (item: Input) => Iterable<Finding>) {
      yield* attempt(subject, function* () {
        for (const item of items()) yield* attempt(subject, () => judge(item));
      });
    };
    yield* each(
      () => spec.at("env").items,
      (variable) => ofVariable(subject, label, variable),
    );
    for (const path of COMMANDS)
      yield* attempt(subject, () => {
        const words = spec.at(...path).items;
        const command =
          path[0] === "args" && !spec.at("command").isUnknown ? known(spec.at("command").items) : [];
        return ofWords(subject, `${label}: ${path.join(".")}`, { words, before: command });
      });
    for (const path of ASKED)
      yield* each(
        () => spec.at(...path, "httpGet", "httpHeaders").items,
        (header) => ofHeader(subject, label, path.join("."), header),
      );
  }),
};
