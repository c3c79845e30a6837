import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readEvents } from "./engine-events";
import { previewSummary } from "./preview-summary";
import type { RunResult } from "./run-cli";
import type { Sandbox } from "./sandbox";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs a preview whose output is a summary in place of the CLI's tree. A signal to this process interrupts it.
 * @param args of `pulumi`: `preview --stack prod`
 * @param services ids that resources are counted by
 * @returns the CLI's exit code, with the summary as stdout; where the CLI ended before the engine began, what it printed
 */
export async function summarisedPreview(
  sandbox: Sandbox,
  args: readonly string[],
  services: readonly string[],
): Promise<RunResult> {
  const folder = mkdtempSync(join(sandbox.paths.folder, "preview-"));
  const log = join(folder, "events.json");
  const interrupt = new AbortController();
  const stop = (): void => {
    interrupt.abort();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    // The CLI has this option for programs that say so; the SDK's automation does the same.
    const run = await sandbox.run([...args, "--event-log", log, "--non-interactive"], {
      env: { PULUMI_DEBUG_COMMANDS: "true" },
      signal: interrupt.signal,
    });
    const events = readEvents(log);
    if (events.length === 0) return run;
    const summary = previewSummary(events, services, run.code === 0);
    if (run.code === 0) return { code: 0, stdout: `${summary}\n`, stderr: "" };
    // What the CLI itself has to say of a failure is in no event.
    const more = run.stdout
      .split("\n")
      .filter((line) => line.startsWith("error:") && !summary.includes(line));
    return { ...run, stdout: `${[summary, ...more].join("\n")}\n` };
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
    rmSync(folder, { recursive: true, force: true });
  }
}
