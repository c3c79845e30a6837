import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readSettings, settingsFile } from "../engine/project";
import { policyPackArgs } from "../engine/policy-pack";
import { openSandbox } from "../engine/sandbox";
import { sandboxValues, withFixedSecrets } from "../engine/sandbox-values";
import { isAccusation, type StackReview } from "../../review";
import { copyState, keepSalts, NAME_SEED, type BaseState } from "./base-state";
import { baseViolations } from "./base-violations";
import type { PreviewOptions } from "./preview-options";
import { previewStack } from "./stack-preview";

/** What the previews gave. */
export interface Previews {
  readonly stacks: readonly StackReview[];
  /** The stacks' throw-away secrets: none may be in a report. */
  readonly secrets: readonly string[];
}

/** The reviews, with what the policies said of the base already where they say something now. */
async function withBaseViolations(
  base: BaseState,
  found: readonly StackReview[],
  options: PreviewOptions,
): Promise<readonly StackReview[]> {
  const asked = found.filter(({ violations }) => violations.some(isAccusation)).map(({ stack }) => stack);
  if (asked.length === 0) return found;
  const known = await baseViolations(base, asked, options);
  return found.map((each) => ({ ...each, violationsBefore: known.get(each.stack) ?? [] }));
}

/**
 * Previews the working tree on a copy of the base's state, with the policy pack.
 * @throws Error with the CLI's words when the engine did not begin
 */
export async function previewHead(base: BaseState, options: PreviewOptions): Promise<Previews> {
  const { root, stacks, open, tell, signal } = options;
  const policies = open === undefined ? await policyPackArgs(root, options.policyConfig) : [];
  const folder = mkdtempSync(join(options.folder, `run-${process.pid}-`));
  try {
    const version = open?.(folder) ?? { source: root, values: withFixedSecrets(sandboxValues) };
    const { values } = version;
    copyState(base, folder);
    keepSalts(base, folder, Object.keys(values));
    const sandbox = await openSandbox({
      root,
      folder,
      ...version,
      nameSeed: NAME_SEED,
      tell: () => undefined,
    });
    try {
      const found: StackReview[] = [];
      for (const stack of stacks) {
        tell(`previewing ${stack} of the head on the base`);
        found.push(await previewStack(sandbox, { stack, policies, folder, signal }));
      }
      const secrets = stacks.flatMap((stack) =>
        Object.values(values[stack]?.secrets(readSettings(settingsFile(root, stack))) ?? {}).map((make) =>
          make(),
        ),
      );
      return { stacks: await withBaseViolations(base, found, options), secrets: [...new Set(secrets)] };
    } finally {
      sandbox.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
