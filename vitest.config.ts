import { defineConfig } from "vitest/config";

const REAL_TESTS = "test/**/*.real.test.ts";
/** Unit tests end in a second or two; a busy machine must not fail them. */
const UNIT_TIMEOUT_MILLISECONDS = 30_000;
const REAL_TIMEOUT_MILLISECONDS = 120_000;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: [REAL_TESTS],
          // A worker keeps its modules from file to file: each isolated file loads the Pulumi SDK anew, half a second.
          isolate: false,
          maxWorkers: 2,
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
          // Servers, disk and two cores are shared: files run one after another, and after the unit tests.
          fileParallelism: false,
          // One worker that keeps its modules: the proofs share one declared stack and its servers.
          isolate: false,
          sequence: { groupOrder: 1 },
          testTimeout: REAL_TIMEOUT_MILLISECONDS,
          hookTimeout: REAL_TIMEOUT_MILLISECONDS,
        },
      },
    ],
  },
});
