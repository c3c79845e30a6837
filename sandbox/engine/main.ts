import { openSandbox, toStandardError } from "./sandbox";

/** `npm run sandbox -- <any pulumi arguments>`: the real CLI in the repository's own sandbox. */
async function main(args: readonly string[]): Promise<number> {
  const sandbox = await openSandbox();
  try {
    const { code } = await sandbox.run(args, { inherit: true });
    return code;
  } finally {
    sandbox.close();
  }
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exit(code);
  },
  (error: unknown) => {
    toStandardError(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
