/**
 * Makes stack traces short and correct for the rest of the program.
 *
 * The SDK takes one for each of its promises and each resource, which with ten frames is a third of a preview's work here; one
 * frame is enough to locate an error. It also looks up frames in source maps, which it does not have for files that tsx loads;
 * Node.js's own traces use them, so that state and errors name the sources' lines.
 */
export function shortStackTraces(): void {
  Error.stackTraceLimit = 1;
  Reflect.deleteProperty(Error, "prepareStackTrace");
}
