import { toStandardError } from "./sandbox";

/**
 * Runs a command with this process's arguments and ends the process with the exit code that it gives; with 1 and the
 * message on stderr where it fails.
 */
export function runCommand(command: (args: readonly string[]) => Promise<number>): void {
  command(process.argv.slice(2)).then(
    (code) => {
      process.exit(code);
    },
    (error: unknown) => {
      toStandardError(error instanceof Error ? error.message : String(error));
      process.exit(1);
    },
  );
}
