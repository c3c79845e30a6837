import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(__dirname, "..", "..");
const pages = [
  "README.md",
  ...["docs", "docs/runbook"].flatMap((folder) =>
    readdirSync(join(root, folder)).flatMap((name) => (name.endsWith(".md") ? [`${folder}/${name}`] : [])),
  ),
];

/** Commands of Pulumi's in the blocks of a page, also those in a comment. */
const commandsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^```\w*\n(.*?)^```$/gms)]
    .flatMap(([, block = ""]) => block.split("\n"))
    .flatMap((line) => [...line.matchAll(/\bpulumi (?:config|up|preview|refresh|cancel)\b[^;|&]*/g)])
    .map(([command]) => command);

// The selected stack is the one that was made or used last.
it.each(pages)("every command of %s names its stack", (page) => {
  for (const command of commandsOf(readFileSync(join(root, page), "utf8")))
    expect(command).toMatch(/ --stack (prod|dr|"\$\{stack:\?\}")/);
});

it("finds them", () => {
  const all = pages.flatMap((page) => commandsOf(readFileSync(join(root, page), "utf8")));
  expect(all.length).toBeGreaterThan(300);
});
