import { attempt, violation } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import type { ResourceRule } from "../../support/rule";
import { isShellScript, keepsFilesPrivate } from "../../support/secrets/shell-word";

/** Sources another script, by the last part of its path. */
const SOURCED = /^[ \t]*(?:source|\.)[ \t]+(?:.*\/)?["']?([\w.-]+)["']?[ \t]*$/gm;
/** Name of a library, which is only sourced. */
const LIBRARY = /-lib\.\w+$/;

/** Names of the scripts that a script sources. */
const readBy = (script: string): readonly string[] =>
  [...script.matchAll(SOURCED)].map(([, name = ""]) => name);

/** Whether it is a part of another script: it has no shebang line, and a known script sources it. */
function isPart(key: string, script: string, data: Input): boolean {
  const others = data.entries.flatMap(([name, other]) =>
    name === key || other.isUnknown ? [] : [other.text ?? ""],
  );
  return !script.startsWith("#!") && others.some((other) => readBy(other).includes(key));
}

/** Dumps, password files and logs of a job must be private from the first byte. */
export const scriptKeepsItsFilesPrivate: ResourceRule = {
  name: "script-keeps-its-files-private",
  demands:
    "A shell script in a ConfigMap, by its first line or as *.sh, sets umask 077, or sources one of the same ConfigMap that does; a library, *-lib.sh, leaves it to the script that sources it.",
  sources: ["KYB-3", "CIS Linux default umask", "libpq password file"],
  profile: "general",
  severity: "medium",
  types: ["kubernetes:core/v1:ConfigMap"],
  *check(subject) {
    const data = subject.inputs.at("data");
    for (const [key, value] of data.entries)
      yield* attempt(subject, function* () {
        const script = value.text ?? "";
        if (!isShellScript(key, script) || LIBRARY.test(key) || keepsFilesPrivate(script)) return;
        if (isPart(key, script, data)) return;
        const read = readBy(script).map((name) => data.at(name));
        if (!read.some((one) => keepsFilesPrivate(one.text ?? "")))
          yield violation(
            subject,
            `script ${key} sets no umask`,
            "077 is required: only its user may read what it writes",
            "set umask 077 at its beginning, or in a script that it sources",
          );
      });
  },
};
