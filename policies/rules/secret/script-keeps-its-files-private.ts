import { attempt, violation } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import type { ResourceRule } from "../../support/rule";
import { isShellScript, keepsFilesPrivate } from "../../support/secrets/shell-word";

/** Reads another script in, by the last part of its path. */
const SOURCED = /^[ \t]*(?:source|\.)[ \t]+(?:.*\/)?["']?([\w.-]+)["']?[ \t]*$/gm;
/** What is only read in by others says so in its name, as a library does. */
const LIBRARY = /-lib\.\w+$/;

/** Names of what a script reads in. */
const readBy = (script: string): readonly string[] =>
  [...script.matchAll(SOURCED)].map(([, name = ""]) => name);

/** True for a part of another script: it has no first line of its own, and one that is known reads it in. */
function isPart(key: string, script: string, data: Input): boolean {
  const others = data.entries.flatMap(([name, other]) =>
    name === key || other.isUnknown ? [] : [other.text ?? ""],
  );
  return !script.startsWith("#!") && others.some((other) => readBy(other).includes(key));
}

/** A dump, a password file or a log that a job writes is its own, from the first byte. */
export const scriptKeepsItsFilesPrivate: ResourceRule = {
  name: "script-keeps-its-files-private",
  demands:
    "A shell script in a ConfigMap, by its first line or as *.sh, sets umask 077, or reads in one of the same ConfigMap that does; a library, *-lib.sh, leaves it to whoever reads it in.",
  sources: ["KYB-3", "CIS Linux default umask", "libpq password file"],
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
            "077 is asked for: what it writes is for its user alone",
            "set umask 077 at its beginning, or in what it sources",
          );
      });
  },
};
