/** What stands under a name in an object or a function; undefined in anything else. */
export function member(of: unknown, name: string): unknown {
  return (typeof of === "object" && of !== null) || typeof of === "function"
    ? Reflect.get(of, name)
    : undefined;
}
