import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const PRELOAD = path.resolve(__dirname, "../../../sandbox/engine/program-preload.cjs");
const TSX = require.resolve("tsx/cjs");

/** Notes each file that it is asked for, as a loader does that looks into all of them, and then leaves it to the next. */
const LOADER = `
const Module = require("node:module");
const next = Module._extensions[".js"];
globalThis.seen = [];
Module._extensions[".js"] = (module, file) => {
  globalThis.seen.push(require("node:path").basename(file));
  return next(module, file);
};
`;
const FILES: Readonly<Record<string, string>> = {
  "loader.cjs": LOADER,
  "own.js": "module.exports = require('plain') + ' by own';",
  "main.cjs": "console.log(require('./own.js'), globalThis.seen.join());",
  "main.ts": `
    import { es } from "es-only";
    import { unmarked } from "es-unmarked";
    const text: string = es + unmarked;
    console.log(text);
  `,
  "broken.cjs": "try { require('broken'); } catch (error) { console.log(error.message, globalThis.runs); }",
  "node_modules/plain/package.json": '{ "main": "plain.js" }',
  "node_modules/plain/plain.js": "module.exports = 'plain';",
  "node_modules/es-only/package.json": '{ "type": "module", "exports": "./es.js" }',
  "node_modules/es-only/es.js": "export const es = 'es';",
  "node_modules/es-unmarked/package.json": '{ "main": "unmarked.js" }',
  "node_modules/es-unmarked/unmarked.js": "export const unmarked = ' unmarked';",
  "node_modules/broken/package.json": '{ "main": "broken.js" }',
  "node_modules/broken/broken.js":
    "globalThis.runs = (globalThis.runs ?? 0) + 1; throw new SyntaxError('of its own');",
  "failing.cjs": "console.log(require('@pulumi/sdk/run.js'));",
  "node_modules/@pulumi/sdk/error.js":
    "exports.defaultErrorMessage = (error) => require('util').inspect(error, { colors: true });",
  "node_modules/@pulumi/sdk/run.js": `
    const { defaultErrorMessage } = require("./error");
    const told = (line) => {
      const error = new Error("failed");
      error.stack = "Error: failed\\n    at " + line;
      return defaultErrorMessage(error);
    };
    module.exports = [
      "(/a/node_modules/@pulumi/resource.ts:1:2)",
      "(/a/node_modules/resource.ts:1:2)",
      "(/a/node_modules/@pulumi/pulumi/resource.js:1:2)",
    ].map(told).join("|");
  `,
};

describe("a program's preload", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "lifeboat-preload-"));
    for (const [name, text] of Object.entries(FILES)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const run = (loader: string, main: string): string =>
    execFileSync(process.execPath, ["--require", PRELOAD, "--require", loader, path.join(folder, main)], {
      encoding: "utf8",
    }).trim();

  it("keeps libraries from a loader, and nothing else", () => {
    expect(run(path.join(folder, "loader.cjs"), "main.cjs")).toBe("plain by own main.cjs,own.js");
  });

  it("leaves a library to the loader that Node.js does not take as it is", () => {
    expect(run(TSX, "main.ts")).toBe("es unmarked");
  });

  it("shows an error without colours where Node.js would not end colouring it", () => {
    const [scope, file, library] = run(path.join(folder, "loader.cjs"), "failing.cjs").split("|");
    expect(scope).toBe("Error: failed\n    at (/a/node_modules/@pulumi/resource.ts:1:2)");
    expect(file).toBe("Error: failed\n    at (/a/node_modules/resource.ts:1:2)");
    expect(library).toContain("@pulumi/pulumi\u001b[24m/resource.js");
  });

  it("runs a library once that fails", () => {
    expect(run(path.join(folder, "loader.cjs"), "broken.cjs")).toBe("of its own 1");
  });
});
