import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { repositoryRoot } from "../engine/paths";

/** Files of the repository that follow from others, text by path below its root. */
export type Files = ReadonlyMap<string, string>;

/** What {@link renew} does. */
export interface Renewal {
  /** What they must be. */
  readonly declared: Files;
  /** What they are; those that are not declared are removed. */
  readonly recorded: Files;
  /** True where nothing is written, and what differs is reported. */
  readonly check: boolean;
  /** What differs between two texts of a file, in a few lines. */
  readonly differences: (recorded: string, declared: string) => string;
}

/** Writes or checks generated files, and reports each one that differs. @returns how many files have drifted, 0 once they are written */
export function renew({ declared, recorded, check, differences }: Renewal): number {
  const names = [...new Set([...declared.keys(), ...recorded.keys()])].sort();
  const different = names.filter((name) => declared.get(name) !== recorded.get(name));
  for (const name of different) {
    const file = path.join(repositoryRoot(__dirname), name);
    const text = declared.get(name);
    if (check) {
      process.stdout.write(`${name} has drifted:\n${differences(recorded.get(name) ?? "", text ?? "")}\n`);
    } else if (text === undefined) {
      rmSync(file);
      process.stdout.write(`${name} removed\n`);
    } else {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
      process.stdout.write(`${name} renewed\n`);
    }
  }
  return check ? different.length : 0;
}
