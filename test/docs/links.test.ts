import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { repositoryRoot } from "../../sandbox/engine/paths";

const ROOT = repositoryRoot(__dirname);
/** Folders without pages of ours. */
const OTHERS: readonly string[] = ["node_modules", ".git", ".sandbox", "out", "bin"];

/** Every page below a folder. */
const pagesIn = (folder: string): readonly string[] =>
  readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return OTHERS.includes(entry.name) ? [] : pagesIn(file);
    return entry.name.endsWith(".md") ? [file] : [];
  });
const pages = pagesIn(".");

const textOf = (file: string): string =>
  readFileSync(path.join(ROOT, file), "utf8").replace(/^```[^]*?^```/gm, "");

/** Anchors of a page's headings, as GitHub makes them. */
const anchorsOf = (file: string): ReadonlySet<string> =>
  new Set(
    [...textOf(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
        .replace(/[^\p{L}\p{N}_ -]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );

/** What is wrong with a link of a page; undefined for a good one. */
function problem(file: string, link: string): string | undefined {
  const [target = "", anchor] = link.split("#");
  const to = target === "" ? file : path.join(path.dirname(file), target);
  if (!existsSync(path.join(ROOT, to))) return `${file}: ${link}: no such file`;
  if (anchor === undefined || statSync(path.join(ROOT, to)).isDirectory() || !to.endsWith(".md"))
    return undefined;
  return anchorsOf(to).has(anchor) ? undefined : `${file}: ${link}: no such heading`;
}

it("every link of every page leads to a file and a heading that are there", () => {
  const links = pages.flatMap((file) =>
    [...textOf(file).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link = ""]) => link)
      .filter((link) => !/^[a-z]+:/.test(link))
      .map((link) => [file, link] as const),
  );
  expect(links.length).toBeGreaterThan(500);
  expect(links.flatMap(([file, link]) => problem(file, link) ?? [])).toEqual([]);
});
