import { runOnServers } from "../live/main";
import { callersFolder, withCallersPaths } from "./pulumi-arguments";
import { runCommand } from "./run-command";
import { openSandbox } from "./sandbox";

/** Asks for real servers behind the providers. */
const SERVERS = "--servers";

/** `npm run sandbox -- <any pulumi arguments>`: the real CLI in the repository's own sandbox. */
async function main(args: readonly string[]): Promise<number> {
  if (args.includes(SERVERS)) return runOnServers(args.filter((argument) => argument !== SERVERS));
  const sandbox = await openSandbox();
  try {
    const { code } = await sandbox.run(withCallersPaths(args, callersFolder()), { inherit: true });
    return code;
  } finally {
    sandbox.close();
  }
}

runCommand(main);
