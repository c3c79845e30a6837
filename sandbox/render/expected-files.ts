import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { services } from "../../infra/catalog";
import type { DeclaredResource } from "./declared-resource";
import { reviewForm } from "./review-form";

/** Folder of the record that a review reads. */
export const EXPECTED = path.resolve(__dirname, "../../test/expected");

const SHARED = "shared";

const records = z.array(z.unknown());
const identity = z.object({ type: z.string(), name: z.string() });

/** Service that a resource belongs to, by its logical name; `shared` for what belongs to none. */
const ownerOf = (name: string): string =>
  services.find(({ id }) => name === id || name.startsWith(`${id}-`))?.id ?? SHARED;

/**
 * A stack as test/expected holds it, a file for each service and one for what they share, so that a review opens one service.
 * @returns text by file name
 */
export function expectedFiles(resources: readonly DeclaredResource[]): ReadonlyMap<string, string> {
  const all = records.parse(JSON.parse(reviewForm(resources)));
  const owners = [...services.map(({ id }) => id), SHARED];
  const files = owners.map(
    (owner) => [owner, all.filter((each) => ownerOf(identity.parse(each).name) === owner)] as const,
  );
  return new Map(
    files
      .filter(([, own]) => own.length > 0)
      .map(([owner, own]) => [`${owner}.json`, `${JSON.stringify(own, null, 1)}\n`]),
  );
}

/** What is recorded of a stack, text by file name; empty where nothing is. */
export function recordedFiles(stack: string): ReadonlyMap<string, string> {
  const folder = path.join(EXPECTED, stack);
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return new Map(names.map((name) => [name, readFileSync(path.join(folder, name), "utf8")]));
}

/** Every resource that is recorded of a stack, by type and name. */
export function recordedResources(stack: string): readonly unknown[] {
  const key = (resource: unknown): string => {
    const { type, name } = identity.parse(resource);
    return `${type} ${name}`;
  };
  return [...recordedFiles(stack).values()]
    .flatMap((text) => records.parse(JSON.parse(text)))
    .map((resource) => ({ resource, key: key(resource) }))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ resource }) => resource);
}
