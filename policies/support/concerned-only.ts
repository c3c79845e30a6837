import { throughGetter } from "./through-getter";

/** Type of the resource that the SDK was last asked about, until it goes through the policies. */
let asked: string | undefined;

/**
 * Notes of which type the resource is that the SDK is asked about. It reads that first, and then goes through all
 * policies.
 */
export function noteAskedType(): void {
  throughGetter("AnalyzeRequest", "getType", (type) => {
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
