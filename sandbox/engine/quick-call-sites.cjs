// The SDK sends the engine the whole stack of each resource's constructor, every position looked up in source maps.
// Few positions make all of these stacks: here each is looked up once.
"use strict";

/** A frame as an error's text shows it, positions looked up in source maps. */
function textOf(prepareStackTrace, frame) {
  return prepareStackTrace(new Error(), [frame]).split("\n")[1] ?? "";
}

/** Positions of the frames above, as the SDK reads them from an error's text. */
function readFrame(text, pattern) {
  const { file, line, column } = pattern.exec(text)?.groups ?? {};
  if (!file || !line || !column || file.startsWith("node:")) return {};
  return { file, line: Number.parseInt(line, 10), column: Number.parseInt(column, 10) };
}

/**
 * Changes the SDK's `Resource` once; gives false where the module has none, or positions are written by Node itself.
 * @param positionOf gives where in the sources a frame is; undefined where source maps are to be asked
 */
exports.quickCallSites = ({ Resource }, positionOf = () => undefined) => {
  const pattern = Resource?.framePositionRegExp;
  if (pattern === undefined || Resource.callsites === undefined) return false;
  const whole = Resource.callsites;
  const known = new Map();
  Resource.callsites = () => {
    const { prepareStackTrace, stackTraceLimit } = Error;
    // One frame more than the SDK expects is this function itself.
    if (prepareStackTrace === undefined) return whole.call(Resource).slice(1);
    let frames;
    try {
      Error.stackTraceLimit = Number.POSITIVE_INFINITY;
      Error.prepareStackTrace = (_error, sites) => sites;
      frames = new Error().stack;
    } finally {
      Object.assign(Error, { prepareStackTrace, stackTraceLimit });
    }
    return frames.map((frame) => {
      const key = String(frame);
      if (!known.has(key)) {
        const own = positionOf(frame);
        // The SDK does not read a frame without a function's name.
        const named = key.endsWith(")") ? own : {};
        known.set(key, own === undefined ? readFrame(textOf(prepareStackTrace, frame), pattern) : named);
      }
      return known.get(key);
    });
  };
  return true;
};
