import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const REAL_TESTS = "test/**/*.real.test.ts";
/** Those that run pods on their worker's cluster, which costs a tenth of a processor while it idles: it ends with the last of them. */
const CLUSTER_TESTS = [
  "test/proof/**/*.real.test.ts",
  "test/infra/{components,logs}/**/*.real.test.ts",
  "test/sandbox/cluster/**/*.real.test.ts",
];
/** The order in which real tests begin: the drill is the longest, then those with a cluster, then those that take minutes. */
const ORDER = [
  ...[/\/drill\/drill\.real\.test\.ts$/, /\/(proof|components|logs|sandbox\/cluster)\//],
  ...[
    /\/drill\/(gate|activation)\.real/,
    /\/one-service\.real/,
    /\/genuine-provider\.real/,
    /\/restore-many\.real/,
  ],
];
/** Unit tests end in a second or two; a busy machine must not fail them. */
const UNIT_TIMEOUT_MILLISECONDS = 30_000;
/** A busy machine takes minutes to start a cluster and declare a stack, or to run the dozen pods of one test. */
const REAL_TIMEOUT_MILLISECONDS = 300_000;
/** The first hook of a worker starts its cluster, imports images and declares a stack, while two others do the same. */
const REAL_HOOK_MILLISECONDS = 600_000;

/** Begins the longest files first: left to the end, the other workers would wait for them with nothing to do. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const group = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = ORDER.findIndex((name) => name.test(moduleId));
      return found < 0 ? ORDER.length : found;
    };
    return (await super.sort(files)).sort((a, b) => group(a) - group(b) || rank(a) - rank(b));
  }
}

const real = {
  globalSetup: ["test/support/engine-setup.ts"],
  // Much of a real test is waiting for pods and servers: three files at a time, and after the unit tests.
  maxWorkers: 3,
  // A worker keeps its modules: the proofs that fall to it share one declared stack and its servers.
  isolate: false,
  sequence: { groupOrder: 1 },
  testTimeout: REAL_TIMEOUT_MILLISECONDS,
  hookTimeout: REAL_HOOK_MILLISECONDS,
};

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: [REAL_TESTS],
          // A worker keeps its modules from file to file: an isolated file would load the Pulumi SDK again, half a second.
          isolate: false,
          maxWorkers: 2,
          // Declared stacks are short-lived and large: room for them spares a tenth of the time.
          execArgv: ["--max-semi-space-size=64"],
          sequence: { groupOrder: 0 },
          testTimeout: UNIT_TIMEOUT_MILLISECONDS,
          hookTimeout: UNIT_TIMEOUT_MILLISECONDS,
        },
      },
      { test: { ...real, name: "cluster", include: CLUSTER_TESTS } },
      { test: { ...real, name: "real", include: [REAL_TESTS], exclude: CLUSTER_TESTS } },
    ],
  },
});
