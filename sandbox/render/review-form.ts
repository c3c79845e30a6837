import { createHash } from "node:crypto";
import { z } from "zod";
import { nameStem } from "./kubernetes-objects";
import type { DeclaredResource } from "./declared-resource";

/** Texts longer than this stand as a digest: their source is reviewed where it lies. */
const LONGEST_TEXT = 400;

/**
 * JSON inside a string (policies, settings) is opened, so that a review sees the line that changed; a schema, whose source is
 * reviewed where it lies, is not.
 */
function opened(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "$schema" in value ? undefined : value;
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
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, reviewed(inner)]));
  return value;
}

const named = z.object({ metadata: z.object({ name: z.string() }), immutable: z.literal(true) });

const anyName = z.looseObject({ metadata: z.looseObject({ name: z.string() }) });

/** A name that the provider made of the logical one has another end each time. */
function withoutAssigned(resource: DeclaredResource): DeclaredResource {
  const inputs = anyName.safeParse(resource.inputs).data;
  const given = inputs?.metadata.name ?? "";
  if (!given.startsWith(resource.name) || !/^-[0-9a-f]{8}$/.test(given.slice(resource.name.length)))
    return resource;
  const metadata = { ...inputs?.metadata, name: `${resource.name}-[assigned]` };
  return { ...resource, inputs: { ...inputs, metadata } };
}

/** The sandbox's secrets are thrown away, so the digests in their names are other ones each time. */
function withoutDigests(text: string, resources: readonly DeclaredResource[]): string {
  const names = resources
    .filter(({ type }) => type === "kubernetes:core/v1:Secret")
    .flatMap(({ inputs }) => named.safeParse(inputs).data?.metadata.name ?? []);
  return [...new Set(names)].reduce(
    (masked, name) => masked.replaceAll(`"${name}"`, `"${nameStem(name)}-[digest]"`),
    text,
  );
}

/** The resources of a stack as test/expected holds them: readable as a diff, complete by digest. */
export function reviewForm(resources: readonly DeclaredResource[]): string {
  return withoutDigests(`${JSON.stringify(reviewed(resources.map(withoutAssigned)), null, 1)}\n`, resources);
}
