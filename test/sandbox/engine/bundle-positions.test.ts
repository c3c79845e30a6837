import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { SourceMap } from "node:module";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundlePositions } from "../../../sandbox/engine/bundle-positions.cjs";
import { programBundle } from "../../../sandbox/engine/program-bundle";

const ROOT = path.resolve(__dirname, "../../..");
const MAP = /sourceMappingURL=data:application\/json;base64,([\w+/=]+)/g;

describe("positions in a bundle", () => {
  let folder: string;
  let bundle: string;
  let text: string;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "lifeboat-positions-"));
    const entry = path.join(ROOT, "infra", "index.ts");
    bundle = (await programBundle(entry, folder, path.join(ROOT, "package-lock.json"))) ?? "";
    text = readFileSync(bundle, "utf8");
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("are those of Node's own reader of source maps, all over the program", () => {
    const encoded = [...text.matchAll(MAP)].at(-1)?.[1] ?? "";
    const decoded = Buffer.from(encoded, "base64").toString();
    const reader = new SourceMap(JSON.parse(decoded) as ConstructorParameters<typeof SourceMap>[0]);
    const position = bundlePositions(bundle, text);
    const lines = text.split("\n");
    const found = lines.flatMap((content, index) =>
      [...content.slice(0, 400).matchAll(/\w+\(/g)].map(({ index: at }) => ({
        line: index + 1,
        column: at + 1,
      })),
    );
    expect(found.length).toBeGreaterThan(300);
    for (const { line, column } of found) {
      const entry = reader.findEntry(line - 1, column - 1);
      const expected =
        "originalSource" in entry && entry.generatedLine === line - 1
          ? {
              file: path.resolve(folder, entry.originalSource),
              line: entry.originalLine + 1,
              column: entry.originalColumn + 1,
            }
          : undefined;
      expect(position(line, column), `${line}:${column}`).toEqual(expected);
    }
  });

  it("are those of the sources, word for word", () => {
    const position = bundlePositions(bundle, text);
    const lines = text.split("\n");
    const at = lines.findIndex((line) => line.includes("throw new ProblemError(")) + 1;
    const column = (lines[at - 1] ?? "").indexOf("new ProblemError(") + 1;
    const { file = "", line = 0, column: inSource = 0 } = position(at, column) ?? {};
    const source = readFileSync(file, "utf8").split("\n")[line - 1];
    expect(source?.slice(inSource - 1)).toMatch(/^new ProblemError\(/);
  });

  it("are not known beyond the bundle, nor without a source map", () => {
    expect(bundlePositions(bundle, text)(1_000_000, 1)).toBeUndefined();
    expect(bundlePositions(bundle, text)(1, 1)).toBeUndefined();
    expect(bundlePositions(bundle, "one();\n")(1, 1)).toBeUndefined();
  });
});
