import { policyPackArgs } from "./policy-pack";
import { callersFolder, namesStack, withCallersPaths } from "./pulumi-arguments";
import { repositoryRoot } from "./paths";
import { runCommand } from "./run-command";
import { openSandbox } from "./sandbox";

const stacks: readonly string[] = ["prod", "dr"];

const USAGE = "npm run preview [-- [--stack <stack>] <more arguments of pulumi preview>]";

/**
 * `npm run preview [-- <more arguments>]`: what the program would make of prod, then of dr; or of the stack that the
 * arguments name.
 */
async function main(args: readonly string[]): Promise<number> {
  const policies = await policyPackArgs(repositoryRoot(__dirname));
  const sandbox = await openSandbox();
  let worst = 0;
  try {
    for (const named of namesStack(args) ? [[]] : stacks.map((stack) => ["--stack", stack])) {
      // Outputs would follow the recovery budget, which is what a preview should end with.
      const fixed = ["preview", ...named, "--suppress-permalink=true", "--suppress-outputs"];
      const { code } = await sandbox.run(
        [...fixed, ...policies, ...withCallersPaths(args, callersFolder())],
        { inherit: true },
      );
      worst = Math.max(worst, code);
    }
    return worst;
  } finally {
    sandbox.close();
  }
}

runCommand(main, { name: "preview", usage: USAGE });
