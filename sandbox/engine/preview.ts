import { policyPackArgs } from "./policy-pack";
import { repositoryRoot } from "./paths";
import { runCommand } from "./run-command";
import { openSandbox } from "./sandbox";

const stacks: readonly string[] = ["prod", "dr"];

/** `npm run preview [-- <more arguments>]`: what the program would make of prod, then of dr. */
async function main(args: readonly string[]): Promise<number> {
  const policies = await policyPackArgs(repositoryRoot(__dirname));
  const sandbox = await openSandbox();
  let worst = 0;
  try {
    for (const stack of stacks) {
      const fixed = ["preview", "--stack", stack, "--suppress-permalink=true"];
      const { code } = await sandbox.run([...fixed, ...policies, ...args], { inherit: true });
      worst = Math.max(worst, code);
    }
    return worst;
  } finally {
    sandbox.close();
  }
}

runCommand(main);
