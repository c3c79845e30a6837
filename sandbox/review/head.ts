import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { policyPackArgs } from "../engine/policy-pack";
import { readSettings, settingsFile } from "../engine/project";
import { openSandbox } from "../engine/sandbox";
import { sandboxValues, withFixedSecrets } from "../engine/sandbox-values";
import type { StackReview } from "../../review";
import { copyState, NAME_SEED, type BaseState } from "./base-state";
import { stackReview } from "./events";

/** What previewing needs. */
export interface PreviewOptions {
  readonly root: string;
  /** Folder of all reviews' files. */
  readonly folder: string;
  readonly stacks: readonly string[];
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

/** What the previews gave. */
export interface Previews {
  readonly stacks: readonly StackReview[];
  /** The stacks' throw-away secrets: none may be in a report. */
  readonly secrets: readonly string[];
}

/** The head's settings are made again with the base's salt, so that nothing of a service that is gone stays among them. */
function keepSalts(base: BaseState, folder: string, stacks: readonly string[]): void {
  mkdirSync(join(folder, "project"), { recursive: true });
  for (const stack of stacks) {
    const own = settingsFile(join(base.folder, "project"), stack);
    if (!existsSync(own)) continue;
    const document: unknown = parse(readFileSync(own, "utf8"));
    const salt: unknown =
      typeof document === "object" && document !== null ? Reflect.get(document, "encryptionsalt") : undefined;
    writeFileSync(settingsFile(join(folder, "project"), stack), stringify({ encryptionsalt: salt }), {
      mode: 0o600,
    });
  }
}

/**
 * Previews the working tree on a copy of the base's state, with the policy pack.
 * @throws Error with the CLI's words when the engine did not begin
 */
export async function previewHead(base: BaseState, options: PreviewOptions): Promise<Previews> {
  const { root, stacks, tell, signal } = options;
  const policies = await policyPackArgs(root);
  const values = withFixedSecrets(sandboxValues);
  const folder = mkdtempSync(join(options.folder, `run-${process.pid}-`));
  try {
    copyState(base, folder);
    keepSalts(base, folder, Object.keys(values));
    const sandbox = await openSandbox({ root, folder, values, nameSeed: NAME_SEED, tell: () => undefined });
    try {
      const found: StackReview[] = [];
      for (const stack of stacks) {
        tell(`previewing ${stack} of the head on the base`);
        const log = join(folder, `events.${stack}.json`);
        const run = await sandbox.run(
          [
            "preview",
            "--stack",
            stack,
            ...policies,
            "--suppress-outputs",
            "--event-log",
            log,
            "--non-interactive",
          ],
          { env: { PULUMI_DEBUG_COMMANDS: "true" }, signal },
        );
        signal.throwIfAborted();
        if (!existsSync(log))
          throw new Error(`preview of ${stack} did not begin: ${run.stderr || run.stdout}`);
        found.push(stackReview(stack, log, run.code === 0));
        rmSync(log);
      }
      const secrets = stacks.flatMap((stack) =>
        Object.values(values[stack]?.secrets(readSettings(settingsFile(root, stack))) ?? {}).map((make) =>
          make(),
        ),
      );
      return { stacks: found, secrets: [...new Set(secrets)] };
    } finally {
      sandbox.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
