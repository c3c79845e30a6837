import type { Resource } from "../change";
import { at, fieldsOf } from "../value";

/**
 * Settings in the files of a ConfigMap, by file and name: `postgresql.conf: archive_timeout`. Lines of other forms, and
 * comments, are none.
 */
export function settingsOf({ inputs }: Resource): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(fieldsOf(at(inputs, "data")))
      .filter((entry): entry is [string, string] => /\.conf$/.test(entry[0]) && typeof entry[1] === "string")
      .flatMap(([file, text]) =>
        [...text.matchAll(/^\s*([\w-]+)\s*=\s*(.*?)\s*$/gm)].map(
          ([, name = "", value = ""]) => [`${file}: ${name}`, value.replace(/^'(.*)'$/, "$1")] as const,
        ),
      ),
  );
}
