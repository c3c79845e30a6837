import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(__dirname, "../..", "jobs");

/**
 * What the jobs run and read, file name to text: every `.sh`, `.py`, `.jq` and `.json` of infra/jobs, sorted by name.
 *
 * @throws Error when one is empty or the folder cannot be read.
 */
export function scriptFiles(): Readonly<Record<string, string>> {
  const names = readdirSync(FOLDER)
    .filter((name) => /\.(sh|py|jq|json)$/.test(name))
    .sort();
  return Object.fromEntries(
    names.map((name) => {
      const text = readFileSync(join(FOLDER, name), "utf8");
      if (text.trim() === "") throw new Error(`infra/jobs/${name}: empty; a job script must have a body`);
      return [name, text];
    }),
  );
}
