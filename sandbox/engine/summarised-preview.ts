import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readEvents } from "./engine-events";
import { previewSummary } from "./preview-summary";
import type { RunResult } from "./run-cli";
import type { Sandbox } from "./sandbox";

/**
 * Runs a preview whose output is a summary in place of the CLI's tree.
 * @param args of `pulumi`: `preview --stack prod`
 * @param services ids that resources are counted by
 * @param signal interrupts it, as Ctrl-C would
 * @returns the CLI's exit code, with the summary as stdout; where the CLI ended before the engine began, what it printed
 */
export async function summarisedPreview(
  sandbox: Sandbox,
  args: readonly string[],
  services: readonly string[],
  signal?: AbortSignal,
): Promise<RunResult> {
  const folder = mkdtempSync(join(sandbox.paths.folder, "preview-"));
  const log = join(folder, "events.json");
  try {
    // The CLI has this option for programs that say so; the SDK's automation does the same.
    const run = await sandbox.run([...args, "--event-log", log, "--non-interactive"], {
      env: { PULUMI_DEBUG_COMMANDS: "true" },
      ...(signal === undefined ? {} : { signal }),
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
    rmSync(folder, { recursive: true, force: true });
  }
}
