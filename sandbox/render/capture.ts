import { openSandbox } from "../engine/sandbox";
import { sandboxValues, withFixedSecrets, type SandboxValues } from "../engine/sandbox-values";
import { temporaryDirectory } from "../servers/at-exit";
import { declaredResources, type DeclaredResource } from "./declared-resource";

/** What may differ from the repository's own stacks. */
export interface CaptureOptions {
  /** Settings and secrets of the sandbox's stacks. @default the repository's own */
  readonly values?: SandboxValues;
  /** Takes a line about what the sandbox does. @default standard error */
  readonly tell?: (line: string) => void;
}

/**
 * Everything that each of these stacks declares, as the real engine previews it from nothing.
 *
 * State lives in a folder of its own for the length of the call, so that what was deployed before makes no difference.
 *
 * @throws Error with the engine's own words when a preview fails, or when a stack is not one of the sandbox's.
 */
export async function captureStacks(
  stacks: readonly string[],
  options: CaptureOptions = {},
): Promise<ReadonlyMap<string, readonly DeclaredResource[]>> {
  // Every stack is known, also one that is not asked for: a stack reads its peer's posture.
  const values = withFixedSecrets({ ...sandboxValues, ...options.values });
  const unknown = stacks.filter((stack) => !(stack in values));
  if (unknown.length > 0)
    throw new Error(
      `stack ${unknown.join(", ")}: not known; must be one of ${Object.keys(values).join(", ")}`,
    );
  const folder = temporaryDirectory("render");
  const sandbox = await openSandbox({
    folder: folder.path,
    values,
    ...(options.tell === undefined ? {} : { tell: options.tell }),
  });
  try {
    const captured = new Map<string, readonly DeclaredResource[]>();
    for (const stack of stacks) {
      const { code, stdout, stderr } = await sandbox.run([
        "preview",
        "--stack",
        stack,
        "--json",
        "--non-interactive",
      ]);
      if (code !== 0) throw new Error(`preview of ${stack} failed:\n${problemOf(stdout) ?? stderr}`);
      captured.set(stack, declaredResources(stdout));
    }
    return captured;
  } finally {
    sandbox.close();
    folder.remove();
  }
}

/** The engine reports the program's own error inside the JSON document. */
function problemOf(stdout: string): string | undefined {
  const messages = [...stdout.matchAll(/"message": ("(?:[^"\\]|\\.)*")/g)].map(([, text]) =>
    String(JSON.parse(text ?? '""')),
  );
  return messages.length === 0 ? undefined : messages.join("\n");
}
