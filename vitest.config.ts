import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const REAL_TESTS = "test/**/*.real.test.ts";
/** The longest files: the whole drill, roll-outs, the cluster, then those that wait for databases. Others take a minute or two. */
const LONGEST = [
  ...[/\/drill\/drill\.real\.test\.ts$/, /\/drill\/gate\.real/, /\/sandbox\/cluster\/cluster\.real/],
  ...[/\/drill\/activation\.real/, /\/proof\//],
];
/** Unit tests end in a second or two; a busy machine must not fail them. */
const UNIT_TIMEOUT_MILLISECONDS = 30_000;
/** A busy machine takes minutes to start a cluster and declare a stack, or to run the dozen pods of one test. */
const REAL_TIMEOUT_MILLISECONDS = 300_000;

/** Begins the longest files first: left to the end, one of two workers would wait for them with nothing to do. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const group = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = LONGEST.findIndex((name) => name.test(moduleId));
      return found < 0 ? LONGEST.length : found;
    };
    return (await super.sort(files)).sort((a, b) => group(a) - group(b) || rank(a) - rank(b));
  }
}

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
      {
        test: {
          name: "real",
          include: [REAL_TESTS],
          globalSetup: ["test/support/engine-setup.ts"],
          // Much of a real test is waiting for pods and servers: three files at a time, and after the unit tests.
          maxWorkers: 3,
          // A worker keeps its modules: the proofs that fall to it share one declared stack and its servers.
          isolate: false,
          sequence: { groupOrder: 1 },
          testTimeout: REAL_TIMEOUT_MILLISECONDS,
          hookTimeout: REAL_TIMEOUT_MILLISECONDS,
        },
      },
    ],
  },
});
