// Where in the sources a place of a bundle is. A library for source maps takes a fifth of a second for a map of this
// size, because it sorts all of it before its first answer; a bundler writes it sorted.
"use strict";
const { dirname, resolve } = require("node:path");

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES = new Int8Array(128).fill(-1);
for (let digit = 0; digit < DIGITS.length; digit++) VALUES[DIGITS.charCodeAt(digit)] = digit;

const MARK = "//# sourceMappingURL=data:application/json;base64,";
const [COMMA, SEMICOLON] = [",".charCodeAt(0), ";".charCodeAt(0)];

/**
 * @param bundle path of the file
 * @param text its text, with the source map as its last comment
 * @returns gives `{ file, line, column }` in the sources for a line and a column of the bundle, both from 1; undefined
 *   for what no source stands behind
 */
exports.bundlePositions = (bundle, text) => {
  let map;
  return (line, column) => {
    map ??= readMap(bundle, text);
    return map === undefined ? undefined : find(map, line, column - 1);
  };
};

function readMap(bundle, text) {
  const at = text.lastIndexOf(MARK);
  if (at < 0) return undefined;
  const [encoded] = text.slice(at + MARK.length).split("\n", 1);
  const { sources, mappings } = JSON.parse(Buffer.from(encoded, "base64").toString());
  const files = sources.map((source) => resolve(dirname(bundle), source));
  return { files, ...decode(mappings) };
}

/** Segments as rows of four numbers: column of the bundle, source, its line, its column, each from 0. */
function decode(mappings) {
  const rows = new Int32Array(mappings.length * 2);
  const lines = [0];
  const state = new Int32Array(5);
  let row = 0;
  let field = 0;
  let value = 0;
  let shift = 0;
  for (let index = 0; index <= mappings.length; index++) {
    const code = index < mappings.length ? mappings.charCodeAt(index) : SEMICOLON;
    if (code === COMMA || code === SEMICOLON) {
      // A segment of one number stands for what no source stands behind.
      if (field >= 4) for (let part = 0; part < 4; part++) rows[row++] = state[part];
      field = 0;
      if (code === SEMICOLON) {
        state[0] = 0;
        lines.push(row);
      }
    } else {
      const digit = VALUES[code];
      value |= (digit & 31) << shift;
      shift += 5;
      if ((digit & 32) === 0) {
        state[field++] += value & 1 ? -(value >> 1) : value >> 1;
        value = 0;
        shift = 0;
      }
    }
  }
  return { rows, lines };
}

/** The last segment of the line that begins at the column or before it. */
function find({ files, rows, lines }, line, column) {
  const [from, to] = [lines[line - 1], lines[line]];
  if (from === undefined || to === undefined) return undefined;
  let row = to - 4;
  while (row >= from && rows[row] > column) row -= 4;
  if (row < from) return undefined;
  return { file: files[rows[row + 1]], line: rows[row + 2] + 1, column: rows[row + 3] + 1 };
}
