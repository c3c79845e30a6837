import { parseCommandLine } from "../engine/command-line";
import { runCommand } from "../engine/run-command";
import { sandboxValues, type SandboxValues } from "../engine/sandbox-values";
import { captureStacks } from "./capture";
import { firstDifferences } from "./differences";
import { expectedFiles, recordedFiles } from "./expected-files";
import { renew, type Files } from "./renew";

const USAGE = "npm run expected [-- --check]";
const STACKS = ["prod", "dr"];

/**
 * As the repository's own stack files say, and with the database server of one service in the cluster, where they leave all
 * of them elsewhere: so that a review sees what such a server is.
 */
const values: SandboxValues = {
  ...sandboxValues,
  prod: {
    secrets: (settings) => sandboxValues["prod"]?.secrets(settings) ?? {},
    overrides: {
      "lifeboat:databaseServers": { "jackpot-service": "cluster" },
      "lifeboat:serverImage": `registry.sandbox.internal/lifeboat-postgresql@sha256:${"5a".repeat(32)}`,
    },
  },
};

const below = (stack: string, files: Files): Files =>
  new Map([...files].map(([name, text]) => [`test/expected/${stack}/${name}`, text]));

/** `npm run expected`: renews test/expected; with `--check` writes nothing and fails where it has drifted. */
async function main(args: readonly string[]): Promise<number> {
  const check = parseCommandLine(args, { usage: USAGE, flags: ["--check"] }).said.has("--check");
  let drifted = 0;
  for (const [stack, resources] of await captureStacks(STACKS, { values })) {
    const declared = below(stack, expectedFiles(resources));
    const recorded = below(stack, recordedFiles(stack));
    const different = renew({ declared, recorded, check, differences: firstDifferences });
    if (different === 0)
      process.stdout.write(`test/expected/${stack} is what the stack declares: ${declared.size} files\n`);
    drifted += different;
  }
  if (drifted > 0)
    process.stdout.write('Read the change, then "npm run expected" and commit what it writes.\n');
  return drifted === 0 ? 0 : 1;
}

runCommand(main, { name: "expected", usage: USAGE });
