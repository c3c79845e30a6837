import { join } from "node:path";
import { repositoryRoot } from "../../engine/paths";
import { openSandbox, toStandardError, type SandboxOptions } from "../../engine/sandbox";

/** Where a program that is no service's comes from; its only stack is named bench. */
function emptyProgram(): SandboxOptions {
  return {
    source: join(repositoryRoot(__dirname), "sandbox", "bench", "empty-program"),
    values: { bench: { secrets: () => ({}), overrides: {} } },
  };
}

/** What `npm run sandbox` does, with the empty program or the repository's own, in a sandbox folder of its own. */
async function main(program = "", folder = "", ...args: string[]): Promise<number> {
  const own = program === "empty" ? emptyProgram() : {};
  const sandbox = await openSandbox({ ...own, folder, tell: () => undefined });
  try {
    return (await sandbox.run(args, { inherit: true })).code;
  } finally {
    sandbox.close();
  }
}

main(...process.argv.slice(2)).then(
  (code) => {
    process.exit(code);
  },
  (error: unknown) => {
    toStandardError(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
