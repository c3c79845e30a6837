import type { DeclaredResource } from "../../render/declared-resource";
import { join } from "node:path";
import { repositoryRoot } from "../../engine/paths";
import type { SandboxOptions } from "../../engine/sandbox";

/** A resource as the literal program declares it; one without inputs is a component. */
export type Literal = Pick<DeclaredResource, "type" | "name" | "parent"> & Partial<DeclaredResource>;

/**
 * What a stack declares, for a program that has it written down: components before what they contain. Providers and
 * references to other stacks are left out, as they are the engine's own.
 * @param component beginning of the type of every component
 * @throws RangeError when components contain each other.
 */
export function literals(declared: readonly DeclaredResource[], component: string): readonly Literal[] {
  const isComponent = ({ type }: Literal): boolean => type.startsWith(component);
  let waiting: readonly Literal[] = declared
    .filter(isComponent)
    .map(({ type, name, parent }) => ({ type, name, ...(parent === undefined ? {} : { parent }) }));
  const ordered: Literal[] = [];
  while (waiting.length > 0) {
    const names = new Set(waiting.map(({ name }) => name));
    const next = waiting.filter(({ parent }) => parent === undefined || !names.has(parent));
    if (next.length === 0) throw new RangeError(`components contain each other: ${[...names].join(", ")}`);
    ordered.push(...next);
    waiting = waiting.filter((one) => !next.includes(one));
  }
  const others = declared.filter((one) => !isComponent(one) && !one.type.startsWith("pulumi:"));
  return [...ordered, ...others];
}

/** Stack of the literal program. */
export const BENCH_STACK = "bench";

/** The program that declares what the file named by `BENCH_LITERALS` holds. */
export function literalProgram(): Pick<SandboxOptions, "source" | "values"> {
  return {
    source: join(repositoryRoot(__dirname), "sandbox", "bench", "literal-program"),
    values: { [BENCH_STACK]: { secrets: () => ({}), overrides: {} } },
  };
}
