import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import { z } from "zod";
import { packSettings, policyPackArgs } from "../engine/policy-pack";
import { openSandbox } from "../engine/sandbox";
import type { Violation } from "../../review";
import { copyState, keepSalts, NAME_SEED, programOf, valuesOf, type BaseState } from "./base-state";
import type { PreviewOptions } from "./preview-options";
import { previewStack } from "./stack-preview";

const saved = z.array(
  z.object({ policy: z.string(), level: z.string(), resource: z.string(), message: z.string() }),
);

/** The pack's configuration as the base has it: its own file of that name, or the same where it is not of the repository. */
export function configOfBase(root: string, program: string, config: string | undefined): string | undefined {
  if (config === undefined) return undefined;
  const name = relative(root, config);
  if (name.startsWith("..") || isAbsolute(name)) return config;
  const own = join(program, name);
  return existsSync(own) ? own : undefined;
}

/** What the findings of the base follow from beside its commit. */
function digestOf(root: string, config: string | undefined): string {
  const hash = createHash("sha256");
  const pack = join(root, "policies", "bin", "index.js");
  for (const file of [pack, config ?? packSettings(root)])
    hash.update(existsSync(file) ? readFileSync(file) : "").update("\0");
  return hash.digest("hex").slice(0, 12);
}

/**
 * What the head's policies say of the base: asked once for a commit, a pack and its configuration, and only where they say
 * something of the head.
 * @param stacks those of which the head has findings
 * @throws Error with the CLI's words when the engine did not begin
 */
export async function baseViolations(
  base: BaseState,
  stacks: readonly string[],
  { root, folder: reviews, policyConfig, tell, signal }: PreviewOptions,
): Promise<ReadonlyMap<string, readonly Violation[]>> {
  const program = programOf(base);
  const config = configOfBase(root, program, policyConfig);
  const policies = await policyPackArgs(root, config);
  const digest = digestOf(root, config);
  const fileOf = (stack: string): string => join(base.folder, `violations.${stack}.${digest}.json`);
  const asked = stacks.filter((stack) => !existsSync(fileOf(stack)));
  if (asked.length > 0) {
    const folder = mkdtempSync(join(reviews, `run-${process.pid}-`));
    try {
      const values = await valuesOf(program);
      copyState(base, folder);
      keepSalts(base, folder, Object.keys(values));
      const sandbox = await openSandbox({
        root,
        folder,
        source: program,
        values,
        nameSeed: NAME_SEED,
        tell: () => undefined,
      });
      try {
        for (const stack of asked) {
          tell(`asking the policies about ${stack} of the base, once for this commit`);
          const { violations } = await previewStack(sandbox, { stack, policies, folder, signal });
          writeFileSync(fileOf(stack), JSON.stringify(violations), { mode: 0o600 });
        }
      } finally {
        sandbox.close();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return new Map(
    stacks.map((stack) => [stack, saved.parse(JSON.parse(readFileSync(fileOf(stack), "utf8")))]),
  );
}
