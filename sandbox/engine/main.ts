import { callersFolder, withCallersPaths } from "./pulumi-arguments";
import { runCommand } from "./run-command";
import { openSandbox } from "./sandbox";

/** `npm run sandbox -- <any pulumi arguments>`: the real CLI in the repository's own sandbox. */
async function main(args: readonly string[]): Promise<number> {
  const sandbox = await openSandbox();
  try {
    const { code } = await sandbox.run(withCallersPaths(args, callersFolder()), { inherit: true });
    return code;
  } finally {
    sandbox.close();
  }
}

runCommand(main);
