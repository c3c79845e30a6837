import type { ConfigFile, ConfigValue } from "../../catalog/types";
import { ProblemError } from "../../problem";

/** Where a workload's files go when the catalog names no directory. */
export const FILES_DIRECTORY = "/etc/app";

const isScalar = (value: ConfigValue): value is string | number | boolean => typeof value !== "object";

const isList = (value: ConfigValue): value is readonly ConfigValue[] => Array.isArray(value);

/** Words that YAML 1.1 takes for a boolean or null. */
const RESERVED = /^(y|n|yes|no|on|off|true|false|null)$/i;

const yamlKey = (key: string): string =>
  /^[a-z_][\w-]*$/i.test(key) && !RESERVED.test(key) ? key : JSON.stringify(key);

/** Block style for maps, JSON for what is in lists: every JSON value is a YAML one. */
function yamlLines(value: ConfigValue, indent: string): readonly string[] {
  if (isScalar(value)) return [`${indent}${JSON.stringify(value)}`];
  if (isList(value)) return value.map((item) => `${indent}- ${JSON.stringify(item)}`);
  return Object.entries(value).flatMap(([key, inner]) => {
    const name = yamlKey(key);
    if (isScalar(inner)) return [`${indent}${name}: ${JSON.stringify(inner)}`];
    const empty = isList(inner) ? inner.length === 0 : Object.keys(inner).length === 0;
    if (empty) return [`${indent}${name}: ${isList(inner) ? "[]" : "{}"}`];
    return [`${indent}${name}:`, ...yamlLines(inner, `${indent}  `)];
  });
}

/** Text of a configuration file in the format that its ending says (KYB-7). @throws ProblemError for another ending */
export function fileText({ name, content }: ConfigFile): string {
  if (name.endsWith(".json")) return `${JSON.stringify(content, null, 2)}\n`;
  if (name.endsWith(".yaml")) return `${yamlLines(content, "").join("\n")}\n`;
  if (name.endsWith(".conf") && typeof content === "string") return content;
  throw new ProblemError([
    {
      thing: `catalog: configuration file ${name}`,
      value: typeof content === "string" ? "text" : "values",
      limit: "be values in a .json or .yaml file, or text in a .conf file",
      remedy: "give the file the ending of its format",
    },
  ]);
}

/** All files of a workload, file name to text. @throws ProblemError as {@link fileText} does */
export function fileTexts(files: readonly ConfigFile[]): Readonly<Record<string, string>> {
  return Object.fromEntries(files.map((file) => [file.name, fileText(file)]));
}
