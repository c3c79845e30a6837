import { violation } from "../../support/input/finding";
import { perContainer } from "../../support/kubernetes/pod";
import type { Input } from "../../support/input/input";
import type { ResourceRule } from "../../support/rule";
import { keepsFilesPrivate } from "../../support/secrets/shell-word";

const SHELL = /(?:^|\/)(?:ba|da|k|z|a)?sh$/;
/** A shell's flag before its text, alone or combined: `-c`, `-euc`. */
const BEFORE_TEXT = /^-\w*c\w*$/;
/** Only the call of a script, which another rule checks. */
const CALL = /^\s*(?:exec\s+)?[\w./-]+\.(?:ba|da|k|z)?sh(?:\s+[\w./=:@%,+-]+)*\s*$/;

/** The text that a command line passes to a shell; undefined if it starts none. @throws Undecided */
function shellText(words: readonly Input[]): Input | undefined {
  const shell = words.findIndex((word) => SHELL.test(word.text ?? ""));
  if (shell < 0) return undefined;
  const flag = words.findIndex((word, index) => index > shell && BEFORE_TEXT.test(word.text ?? ""));
  return flag < 0 ? undefined : words[flag + 1];
}

/** Files that a job's command line writes must be as private as those of a script. */
export const commandKeepsItsFilesPrivate: ResourceRule = {
  name: "command-keeps-its-files-private",
  demands:
    "A shell's text in the command line of a Job or CronJob sets umask 077, unless it only calls a script.",
  sources: ["KYB-3", "CIS Linux default umask", "libpq password file"],
  profile: "general",
  severity: "medium",
  types: ["kubernetes:batch/v1:Job", "kubernetes:batch/v1:CronJob"],
  check: perContainer(function* ({ label, spec }, _pod, subject) {
    const script = shellText([...spec.at("command").items, ...spec.at("args").items]);
    if (script?.text === undefined || CALL.test(script.text) || keepsFilesPrivate(script.text)) return;
    yield violation(
      subject,
      `${label}: ${script.path.replace(/^.*\.(?=\w+\[\d+\]$)/, "")} sets no umask`,
      "077 is required: only its user may read what it writes",
      "begin it with umask 077;",
    );
  }),
};
