import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

const ROOT = path.resolve(__dirname, "../..");
const CONFIG = "eslint.prose.mjs";

/** Files with one line each, and what is refused in it as `line:column phrase`; undefined where nothing is. */
const FILES: readonly (readonly [name: string, text: string, refused: string | undefined])[] = [
  ["guide.md", "The operator is told twice.\n", '1:14 "is told"'],
  ["docs/deeper/wrapped.md", "A paragraph says that it is\ntold again.\n", '1:26 "is told"'],
  ["start.md", "Whoever finds it keeps it.\n", '1:1 "whoever"'],
  ["sentence.md", "It works. Yet, it is slow.\n", '1:11 "Yet"'],
  ["lib/comment.ts", "export const x = 1; // Not before the pod comes up.\n", '1:43 "comes up"'],
  ["lib/docstring.ts", "/**\n * The value has\n * to be a number.\n */\n", '2:14 "has to be"'],
  ["lib/string.ts", 'export const x = "it must be made anew";\n', '1:35 "anew"'],
  ["lib/shell.sh", 'echo "the job ended badly"\n', '1:15 "ended badly"'],
  [".ci/script.py", "# The store is\n# away for a minute.\n", '1:13 "is away"'],
  [
    "lib/fine.ts",
    "/** Not ready yet. A story retold of old, and one told offline. */\nexport const howGreatAs = 1;\n",
    undefined,
  ],
  ["fine.md", "The operator is notified. A pod must be ready.\n", undefined],
  ["docs/style.md", "", undefined],
];

const reports = z.array(
  z.object({
    filePath: z.string(),
    messages: z.array(z.object({ line: z.number(), column: z.number(), message: z.string() })),
  }),
);

describe("words of docs/style.md", () => {
  let folder: string;
  const found = new Map<string, readonly string[]>();

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "lifeboat-prose-"));
    for (const [name, text] of FILES) {
      mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
      if (text === "") cpSync(path.join(ROOT, name), path.join(folder, name));
      else writeFileSync(path.join(folder, name), text);
    }
    cpSync(path.join(ROOT, CONFIG), path.join(folder, CONFIG));
    symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));
    const program = path.join(ROOT, "node_modules/eslint/bin/eslint.js");
    const args = [program, "--config", CONFIG, "--format", "json", "."];
    const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    for (const { filePath, messages } of reports.parse(JSON.parse(stdout)))
      found.set(
        path.relative(folder, filePath),
        messages.map(({ line, column, message }) => `${line}:${column} ${message}`),
      );
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(FILES.filter(([, , refused]) => refused !== undefined))("are refused in %s", (name, _, refused) => {
    expect(found.get(name)).toEqual([expect.stringContaining(`${refused ?? ""}: write "`)]);
  });

  it.each(FILES.filter(([, , refused]) => refused === undefined))("allow what is written in %s", (name) => {
    expect(found.get(name) ?? []).toEqual([]);
  });
});
