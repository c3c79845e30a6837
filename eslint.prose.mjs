import { readFileSync } from "node:fs";
import { TextSourceCodeBase } from "@eslint/plugin-kit";

/** The table of words in docs/style.md: what to write, and each phrase that is refused. */
const WORDS = readFileSync(new URL("docs/style.md", import.meta.url), "utf8")
  .split("\n")
  .flatMap((line) => {
    const [, write = "", not = ""] = line.split("|");
    return [...not.matchAll(/`([^`]+)`/g)].map(([, phrase]) => ({ write: write.trim(), phrase }));
  });

/** Matches a phrase that may continue on the next line of a comment, with a small or capital first letter. */
function expression(phrase) {
  const first = phrase.charAt(0);
  const rest = phrase.slice(1).replaceAll(" ", String.raw`\s+(?:(?:[*#>]|//)\s*)?`);
  return new RegExp(String.raw`(?<![\w-])[${first}${first.toUpperCase()}]${rest}(?![\w-])`, "g");
}

const words = {
  create: ({ sourceCode, report }) => ({
    text() {
      for (const { write, phrase } of WORDS)
        for (const { index, 0: found } of sourceCode.text.matchAll(expression(phrase)))
          report({
            loc: {
              start: sourceCode.getLocFromIndex(index),
              end: sourceCode.getLocFromIndex(index + found.length),
            },
            message: `"${phrase}": write "${write}" (docs/style.md)`,
          });
    },
  }),
};

class Text extends TextSourceCodeBase {
  traverse() {
    return [{ type: "visit", kind: 1, phase: 1, target: this.ast, args: [this.ast] }];
  }
}

/** Any file as one node: a phrase reads the same in Markdown, in a comment and in a string. */
const text = {
  fileType: "text",
  lineStart: 1,
  columnStart: 0,
  nodeTypeKey: "type",
  validateLanguageOptions: () => undefined,
  parse({ body }) {
    const start = { line: 1, column: 0 };
    return { ok: true, ast: { type: "text", range: [0, body.length], loc: { start, end: start } } };
  },
  createSourceCode: ({ body }, { ast }) => new Text({ text: body, ast }),
};

export default [
  { ignores: ["docs/style.md", "test/lint/prose.test.ts", "policies/bin/", ".sandbox/", "out/"] },
  {
    files: ["**/*.{md,mjs,py,sh,tmpl,ts}", ".ci/run"],
    plugins: { prose: { languages: { text }, rules: { words } } },
    language: "prose/text",
    rules: { "prose/words": "error" },
  },
];
