import { createRequire } from "node:module";
import { member } from "./member";

/**
 * Lets what the SDK reads of one of the engine's requests pass through a function. An SDK whose request is not where this
 * version has it goes on as before.
 * @param message name of the request
 * @param getter name of the method by which the SDK reads it
 * @param through gets what was read, and gives what the SDK sees in its place
 */
export function throughGetter(message: string, getter: string, through: (read: unknown) => unknown): void {
  const loaded: unknown = createRequire(__filename)("@pulumi/pulumi/proto/analyzer_pb");
  const prototype = member(member(loaded, message), "prototype");
  const read = member(prototype, getter);
  if (typeof prototype !== "object" || prototype === null || typeof read !== "function") return;
  Reflect.set(prototype, getter, function (this: unknown) {
    return through(Reflect.apply(read, this, []));
  });
}
