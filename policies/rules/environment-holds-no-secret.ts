import { violation } from "../support/finding";
import { perContainer, podTypes } from "../support/pod";
import type { ResourceRule } from "../support/rule";
import { secretIn, secretShape } from "../support/secret-shape";

const PROBES = ["livenessProbe", "readinessProbe", "startupProbe"];

/** Where a container's command lines stand. */
const COMMANDS: readonly (readonly string[])[] = [
  ["command"],
  ["args"],
  ...PROBES.map((probe) => [probe, "exec", "command"]),
  ...["postStart", "preStop"].map((hook) => ["lifecycle", hook, "exec", "command"]),
];

/** Why a word of a command line is taken for a secret, by the flag in it or before it. */
function secretWord(word: string, before = ""): string | undefined {
  const [, own, value] = /^--?([\w-]+)=(.*)$/s.exec(word) ?? [];
  const [, flag] = word.startsWith("-") ? [] : (/^--?([\w-]+)$/.exec(before) ?? []);
  const why =
    own !== undefined && value !== undefined
      ? secretIn(own, value)
      : flag === undefined
        ? secretShape(word)
        : secretIn(flag, word);
  return why?.replace(/^(an?) /, "looks like $1 ");
}

/** Environment and command line stand in dumps, logs and the process list. */
export const environmentHoldsNoSecret: ResourceRule = {
  name: "environment-holds-no-secret",
  demands:
    "No secret stands in a container's environment, command, arguments, probes or hooks, neither in clear nor by reference.",
  sources: ["CIS Kubernetes 5.4.1", "C-0012", "CKV_K8S_35", "KYB-4", "trap 10"],
  severity: "critical",
  types: podTypes,
  check: perContainer(function* ({ label, spec }, _pod, subject) {
    const limit = "a secret is a file from a Secret";
    const remedy = "mount a Secret with defaultMode 0400 and name the file";
    for (const variable of spec.at("env").items) {
      const name = variable.at("name").shown;
      const why = secretIn(name, variable.at("value").text ?? "");
      if (why !== undefined) yield violation(subject, `${label}: env ${name} ${why}`, limit, remedy);
      if (variable.at("valueFrom", "secretKeyRef").isSet)
        yield violation(subject, `${label}: env ${name} comes from a Secret`, limit, remedy);
    }
    for (const from of spec.at("envFrom").items)
      if (from.at("secretRef").isSet)
        yield violation(
          subject,
          `${label}: all of Secret ${from.at("secretRef", "name").shown} is env`,
          limit,
          remedy,
        );
    for (const path of COMMANDS) {
      const words = spec.at(...path).items.map((word) => word.text ?? "");
      for (const [index, word] of words.entries()) {
        const why = secretWord(word, words[index - 1]);
        if (why !== undefined)
          yield violation(subject, `${label}: ${path.join(".")}[${index}] ${why}`, limit, remedy);
      }
    }
    for (const probe of PROBES)
      for (const header of spec.at(probe, "httpGet", "httpHeaders").items) {
        const name = header.at("name").shown;
        const why = secretIn(name, header.at("value").text ?? "");
        if (why !== undefined)
          yield violation(subject, `${label}: header ${name} of ${probe} ${why}`, limit, remedy);
      }
  }),
};
