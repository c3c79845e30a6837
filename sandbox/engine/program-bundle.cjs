// Runs a program from its bundle in place of its sources, for which no TypeScript loader is needed then. One is loaded
// all the same, as soon as the program asks for a source or a package that only a loader can take.
"use strict";
const Module = require("node:module");
const { readFileSync } = require("node:fs");
const { bundlePositions } = require("./bundle-positions.cjs");

const TYPESCRIPT = [".ts", ".tsx", ".cts", ".mts"];

/**
 * @param environment has the program's first source, its bundle, and the loader's module; loses them, for a child of
 *   the program is another program
 * @returns `loadLoader` loads the loader; false where there is no bundle, or once it is loaded. `positionOf` gives
 *   where in the sources a frame of the bundle is; undefined for any other frame
 */
exports.useBundle = (environment) => {
  const { LIFEBOAT_PROGRAM: entry, LIFEBOAT_BUNDLE: bundle, LIFEBOAT_LOADER: loader } = environment;
  for (const name of ["LIFEBOAT_PROGRAM", "LIFEBOAT_BUNDLE", "LIFEBOAT_LOADER"]) delete environment[name];
  if (bundle === undefined) return { loadLoader: () => false, positionOf: () => undefined };
  const text = readFileSync(bundle, "utf8");
  const position = bundlePositions(bundle, text);
  const own = new Map();
  const loadLoader = () => {
    if (own.size === 0) return false;
    for (const [ending, handler] of own) {
      if (Module._extensions[ending] === handler) delete Module._extensions[ending];
    }
    own.clear();
    Module.createRequire(entry)(loader);
    return true;
  };
  for (const ending of TYPESCRIPT) {
    const handler = (module, file) => {
      if (file === entry) return module._compile(text, bundle);
      loadLoader();
      return Module._extensions[ending](module, file);
    };
    own.set(ending, handler);
    Module._extensions[ending] = handler;
  }
  const positionOf = (frame) =>
    frame.getFileName() === bundle ? position(frame.getLineNumber(), frame.getColumnNumber()) : undefined;
  return { loadLoader, positionOf };
};
