import { join } from "node:path";
import { repositoryRoot } from "../../engine/paths";
import type { SandboxOptions } from "../../engine/sandbox";

/** Stack of the literal program. */
export const BENCH_STACK = "bench";

/** The program that declares what the file named by `BENCH_LITERALS` holds. */
export function literalProgram(): Pick<SandboxOptions, "source" | "values"> {
  return {
    source: join(repositoryRoot(__dirname), "sandbox", "bench", "literal-program"),
    values: { [BENCH_STACK]: { secrets: () => ({}), overrides: {} } },
  };
}
