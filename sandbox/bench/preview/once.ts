import { openSandbox, toStandardError } from "../../engine/sandbox";
import { literalProgram } from "./literals";

/** What `npm run sandbox` does, with the repository's program or the literal one, in a sandbox folder of its own. */
async function main(program = "", folder = "", ...args: string[]): Promise<number> {
  const own = program === "prod" ? {} : literalProgram();
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
