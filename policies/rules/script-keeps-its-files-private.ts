import { attempt, violation } from "../support/finding";
import type { ResourceRule } from "../support/rule";

/** A script of a shell, by its first line. */
const SHELL = /^#!\s*\S*\/(?:env\s+(?:-\S+\s+)*)?(?:ba|da|k|z)?sh\b/;
/** Takes every right from all but the user, on a line of its own. */
const UMASK = /^[ \t]*umask[ \t]+0?[0-7]?77[ \t]*(?:[;#&].*)?$/m;
/** Reads another script in, by the last part of its path. */
const SOURCED = /^[ \t]*(?:source|\.)[ \t]+(?:.*\/)?["']?([\w.-]+)["']?[ \t]*$/gm;
/** What is only read in by others says so in its name, as a library does. */
const LIBRARY = /-lib\.\w+$/;

/** A dump, a password file or a log that a job writes is its own, from the first byte. */
export const scriptKeepsItsFilesPrivate: ResourceRule = {
  name: "script-keeps-its-files-private",
  demands:
    "A shell script in a ConfigMap sets umask 077, or reads in one of the same ConfigMap that does; a library, *-lib.sh, leaves it to whoever reads it in.",
  sources: ["KYB-3", "CIS Linux default umask", "libpq password file"],
  severity: "medium",
  types: ["kubernetes:core/v1:ConfigMap"],
  *check(subject) {
    const data = subject.inputs.at("data");
    for (const [key, value] of data.entries)
      yield* attempt(subject, function* () {
        const script = value.text ?? "";
        if (!SHELL.test(script) || LIBRARY.test(key) || UMASK.test(script)) return;
        const read = [...script.matchAll(SOURCED)].map(([, name = ""]) => data.at(name));
        if (!read.some((one) => UMASK.test(one.text ?? "")))
          yield violation(
            subject,
            `script ${key} sets no umask`,
            "077 is asked for: what it writes is for its user alone",
            "set umask 077 at its beginning, or in what it sources",
          );
      });
  },
};
