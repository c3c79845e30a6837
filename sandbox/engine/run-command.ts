import { ArgumentsError } from "./command-line";

/** A command as messages call it, and how to call it. */
export interface CommandHelp {
  /** Name at the begin of messages. @default sandbox */
  readonly name?: string;
  /** What `--help` prints. @default none: the command answers it itself */
  readonly usage?: string;
}

/** 2 for wrong arguments, what an error says itself, else 1. */
function exitCodeOf(error: unknown): number {
  if (error instanceof ArgumentsError) return 2;
  return error instanceof Error && "exitCode" in error && typeof error.exitCode === "number"
    ? error.exitCode
    : 1;
}

/**
 * Runs a command with this process's arguments and ends the process with the exit code that it gives; where it fails,
 * with the message on stderr and 2 for wrong arguments, the exit code that an error has, else 1.
 */
export function runCommand(
  command: (args: readonly string[]) => Promise<number>,
  { name = "sandbox", usage }: CommandHelp = {},
): void {
  const args = process.argv.slice(2);
  if (usage !== undefined && args.includes("--help")) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  Promise.resolve(args)
    .then(command)
    .then(
      (code) => {
        process.exit(code);
      },
      (error: unknown) => {
        process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
        process.exit(exitCodeOf(error));
      },
    );
}
