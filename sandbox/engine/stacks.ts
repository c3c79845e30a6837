import { identityToRecipient } from "age-encryption";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "./config-merge";
import type { RunResult } from "./run-cli";
import { readSettings, settingsFile } from "./project";
import type { SandboxValues } from "./sandbox-values";

/** Runs the CLI in the generated project and gives back what it said. */
export type RunCommand = (args: readonly string[]) => Promise<RunResult>;

const IDENTITY = "lifeboat:ageIdentity";
const RECIPIENTS = "lifeboat:ageRecipients";

/**
 * Makes the stacks that do not exist yet, and the throw-away secrets that they lack, with the public half of a
 * private key that is made.
 * @param state folder of the file backend
 * @param project folder of the generated project
 * @param name project's name
 * @throws Error with the CLI's own words when it refuses
 */
export async function ensureStacks(
  values: SandboxValues,
  state: string,
  project: string,
  name: string,
  run: RunCommand,
): Promise<void> {
  for (const [stack, own] of Object.entries(values)) {
    if (!existsSync(join(state, ".pulumi", "stacks", name, `${stack}.json`))) {
      await must(run, ["stack", "init", stack, "--secrets-provider", "passphrase", "--no-select"]);
    }
    const settings = readSettings(settingsFile(project, stack));
    const hasRecipient = isSet(settings, RECIPIENTS);
    // Without its public half a private key is made again: it could not be read back.
    const missing = Object.entries(own.secrets(settings))
      .filter(([key]) => !isSet(settings, key) || (key === IDENTITY && !hasRecipient))
      .map(([key, make]) => [key, make()] as const);
    if (missing.length === 0) continue;
    // On the command line of a process on this machine only, and worth nothing anywhere else.
    const pairs = missing.flatMap(([key, value]) => ["--secret", `${key}=${value}`]);
    const identity = missing.find(([key]) => key === IDENTITY)?.[1];
    if (identity !== undefined && !hasRecipient)
      pairs.push("--plaintext", `${RECIPIENTS}[0]=${await identityToRecipient(identity)}`);
    await must(run, ["config", "set-all", "--path", "--stack", stack, ...pairs]);
  }
}

/** True when the settings have a value at a path such as `lifeboat:databaseSecrets.tasks-app.admin`. */
function isSet(settings: Settings, path: string): boolean {
  let value: unknown = settings;
  for (const step of path.split(".")) {
    value =
      typeof value === "object" && value !== null && Object.hasOwn(value, step)
        ? Reflect.get(value, step)
        : undefined;
  }
  return value !== undefined;
}

async function must(run: RunCommand, args: readonly string[]): Promise<void> {
  const { code, stderr, stdout } = await run(args);
  if (code !== 0) throw new Error(`"pulumi ${args.slice(0, 2).join(" ")}" failed: ${stderr || stdout}`);
}
