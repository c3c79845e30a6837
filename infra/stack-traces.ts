/**
 * Makes stack traces short and true for the rest of the program.
 *
 * The SDK takes one for each of its promises and each resource, which with ten frames is a third of a preview's work here: one
 * frame says where an error was thrown. And it looks frames up in source maps that it does not have for what tsx loads;
 * Node.js's own traces have them, so that state and errors name the sources' lines.
 */
export function shortStackTraces(): void {
  Error.stackTraceLimit = 1;
  Reflect.deleteProperty(Error, "prepareStackTrace");
}
