import { createHash } from "node:crypto";
import type { DeclaredResource } from "./declared-resource";

/** Texts longer than this stand as a digest: their source is reviewed where it lies. */
const LONGEST_TEXT = 400;

/** Annotation with a digest of secrets: the sandbox's are thrown away, so it is another one each time. */
const SECRETS_VERSION = "lifeboat/secrets-version";

/** JSON inside a string (policies, settings) is opened, so that a review sees the line that changed. */
function opened(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reviewed(value: unknown): unknown {
  if (typeof value === "string") {
    const json = opened(value);
    if (json !== undefined) return { json: reviewed(json) };
    if (value.length <= LONGEST_TEXT) return value;
    return `sha256:${createHash("sha256").update(value).digest("hex")} (${String(value.length)} characters)`;
  }
  if (Array.isArray(value)) return value.map(reviewed);
  // A dashboard's panel is a line: unfolded they would be more than all else together.
  if (typeof value === "object" && value !== null && "gridPos" in value) return JSON.stringify(value);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        key === SECRETS_VERSION ? "[digest of secrets]" : reviewed(inner),
      ]),
    );
  return value;
}

/** The resources of a stack as test/expected holds them: readable as a diff, complete by digest. */
export function reviewForm(resources: readonly DeclaredResource[]): string {
  return `${JSON.stringify(reviewed(resources), null, 1)}\n`;
}
