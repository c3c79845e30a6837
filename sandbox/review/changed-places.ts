import { spawnSync } from "node:child_process";
import type { Place } from "../../review";

const LONGEST = 256 * 1024 ** 2;

/** Where the working tree begins to differ from a commit, a file once; new files at their head. @param root of the repository */
export function changedPlaces(root: string, commit: string): readonly Place[] {
  const git = (...args: readonly string[]): string =>
    spawnSync("git", ["-C", root, "-c", "core.quotePath=false", ...args], {
      encoding: "utf8",
      maxBuffer: LONGEST,
    }).stdout;
  const found: Place[] = [];
  let file: string | undefined;
  for (const line of git("diff", "--no-color", "--no-ext-diff", "--unified=0", commit).split("\n")) {
    const [, named] = /^\+\+\+ b\/([^\t]+)/.exec(line) ?? [];
    if (line.startsWith("+++ ")) file = named;
    const [, first] = /^@@ -\S+ \+(\d+)/.exec(line) ?? [];
    if (file === undefined || first === undefined) continue;
    // Where lines are only taken away git names the one before them, which may be none.
    found.push({ file, line: Math.max(1, Number(first)) });
    file = undefined;
  }
  const untracked = git("ls-files", "-z", "--others", "--exclude-standard").split("\0");
  return [...found, ...untracked.filter((name) => name !== "").map((name) => ({ file: name, line: 1 }))];
}
