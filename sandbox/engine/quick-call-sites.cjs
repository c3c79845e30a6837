// The SDK sends the engine the whole stack of each resource's constructor, every position looked up in source maps.
// Few positions make all of these stacks: here each is looked up once.
"use strict";

/** Positions of the frames above, as the SDK reads them from an error's text. */
function readFrame(text, pattern) {
  const { file, line, column } = pattern.exec(text)?.groups ?? {};
  if (!file || !line || !column || file.startsWith("node:")) return {};
  return { file, line: Number.parseInt(line, 10), column: Number.parseInt(column, 10) };
}

/** Changes the SDK's `Resource` once; gives false where the module has none, or positions are written by Node itself. */
exports.quickCallSites = ({ Resource }) => {
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
        const [, text] = prepareStackTrace(new Error(), [frame]).split("\n");
        known.set(key, readFrame(text ?? "", pattern));
      }
      return known.get(key);
    });
  };
  return true;
};
