import { services } from "../../infra/catalog";
import { policyPackArgs } from "./policy-pack";
import { callersFolder, namesStack, withCallersPaths } from "./pulumi-arguments";
import { repositoryRoot } from "./paths";
import { runCommand } from "./run-command";
import { openSandbox, toStandardError } from "./sandbox";
import { summarisedPreview } from "./summarised-preview";

const stacks: readonly string[] = ["prod", "dr"];

const TREE = "--tree";
const USAGE = `npm run preview [-- [--stack <stack>] [${TREE}] <more arguments of pulumi preview>]

Shows a summary of each stack. ${TREE} shows the CLI's own tree of resources; so does every option that changes what the
CLI shows, such as --diff.`;

/** Options that change what the CLI shows. */
const CHANGES_DISPLAY = /^(--(diff|json|show-|debug|verbose|help|logtostderr|suppress-progress)|-[djhv]\b)/;

/**
 * `npm run preview [-- <more arguments>]`: what the program would make of prod, then of dr; or of the stack that the
 * arguments name.
 */
async function main(args: readonly string[]): Promise<number> {
  const policies = await policyPackArgs(repositoryRoot(__dirname));
  const sandbox = await openSandbox();
  const given = args.filter((argument) => argument !== TREE);
  const byCli = given.length < args.length || given.some((argument) => CHANGES_DISPLAY.test(argument));
  const ids = services.map(({ id }) => id);
  let worst = 0;
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      interrupt.abort();
    });
  try {
    for (const named of namesStack(given) ? [[]] : stacks.map((stack) => ["--stack", stack])) {
      // Outputs would follow the recovery budget, which is what a preview should end with.
      const fixed = ["preview", ...named, "--suppress-permalink=true", "--suppress-outputs"];
      const all = [...fixed, ...policies, ...withCallersPaths(given, callersFolder())];
      if (!byCli) toStandardError(`previewing ${named[1] ?? "the stack that the arguments name"}`);
      const { code, stdout, stderr } = byCli
        ? await sandbox.run(all, { inherit: true })
        : await summarisedPreview(sandbox, all, ids, interrupt.signal);
      process.stdout.write(stdout);
      process.stderr.write(stderr);
      worst = Math.max(worst, code);
      if (interrupt.signal.aborted) break;
    }
    return worst;
  } finally {
    sandbox.close();
  }
}

runCommand(main, { name: "preview", usage: USAGE });
