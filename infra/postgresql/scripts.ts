import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What a database server and its jobs run, file name to text: every `.sh` of this folder. */
export function serverScripts(): Readonly<Record<string, string>> {
  const names = readdirSync(__dirname)
    .filter((name) => name.endsWith(".sh"))
    .sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(__dirname, name), "utf8")]));
}
