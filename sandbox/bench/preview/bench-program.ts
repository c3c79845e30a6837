import { join } from "node:path";
import { repositoryRoot } from "../../engine/paths";
import type { SandboxOptions } from "../../engine/sandbox";

/** Stack of the benchmark's programs. */
export const BENCH_STACK = "bench";

/** Where a program of the benchmark comes from: `empty`, or `literal`, which reads `BENCH_LITERALS`. */
export function benchProgram(name: string): Pick<SandboxOptions, "source" | "values"> {
  return {
    source: join(repositoryRoot(__dirname), "sandbox", "bench", `${name}-program`),
    values: { [BENCH_STACK]: { secrets: () => ({}), overrides: {} } },
  };
}
