import { createRequire } from "node:module";
import { member } from "./member";

/** Type of the resource that the SDK was last asked about, until it goes through the policies. */
let asked: string | undefined;

/**
 * Notes of which type the resource is that the SDK is asked about. It reads that first, and then goes through all
 * policies. An SDK whose request is not where this version has it goes on as before.
 */
export function noteAskedType(): void {
  const loaded: unknown = createRequire(__filename)("@pulumi/pulumi/proto/analyzer_pb");
  const prototype = member(member(loaded, "AnalyzeRequest"), "prototype");
  const read = member(prototype, "getType");
  if (typeof prototype !== "object" || prototype === null || typeof read !== "function") return;
  Reflect.set(prototype, "getType", function (this: unknown) {
    const type: unknown = Reflect.apply(read, this, []);
    if (typeof type === "string") asked = type;
    return type;
  });
}

/**
 * Policies of which the SDK, asked about a resource, sees those that concern its type. By itself it describes the
 * resource to each of them, and tells the engine of each that does not apply: for most of them, 780 times over.
 * @param concerns true where a policy looks at resources of a type; a policy on the stack looks at all
 */
export function concernedOnly<Policy>(
  policies: Policy[],
  concerns: (policy: Policy, type: string) => boolean,
): Policy[] {
  const byType = new Map<string, Policy[]>();
  const concerned = (type: string): Policy[] => {
    const known = byType.get(type) ?? policies.filter((policy) => concerns(policy, type));
    byType.set(type, known);
    return known;
  };
  return Object.defineProperty(policies, Symbol.iterator, {
    value: () => {
      const type = asked;
      asked = undefined;
      return (type === undefined ? policies : concerned(type)).values();
    },
  });
}
