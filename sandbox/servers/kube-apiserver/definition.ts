import path from "node:path";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import type { ApiClient } from "./api-client";

/** A custom resource definition of a Go module's release. */
export interface Definition {
  /** Folder with the go.mod that pins the release, and the fetch.sh that gets the definition. */
  readonly folder: string;
  /** Go module that holds it. */
  readonly module: string;
  /** Plural of the kind, as in a URL. */
  readonly plural: string;
  /** Path of the group and version, `/apis/<group>/<version>`. */
  readonly group: string;
}

const REPOSITORY = path.resolve(__dirname, "../../..");
/** Longest wait until the API serves what it was just told of. */
const SERVED_WITHIN_MS = 30_000;

/** Where a definition is kept, by the release that go.mod pins, whether it is there or not. */
export function definitionPath({ folder, module, plural }: Definition): string {
  const text = readFileSync(path.join(folder, "go.mod"), "utf8");
  const version = new RegExp(`\\s${module} (v[0-9.]+)\\b`, "m").exec(text)?.[1];
  if (version === undefined) throw new Error(`${folder}: go.mod requires no version of ${module}`);
  return path.join(REPOSITORY, ".sandbox/crds", `${plural}-${version}.yaml`);
}

/** {@link installDefinition} for each of several. */
export async function installDefinitions(
  client: ApiClient,
  definitions: readonly Definition[],
): Promise<void> {
  for (const definition of definitions) await installDefinition(client, definition);
}

/**
 * Makes an API server know a custom resource, as its operator's installation does; fetches the definition first when it
 * is not there.
 * @throws when Go is missing or the fetch fails, when the API refuses it, or does not serve it in time.
 */
export async function installDefinition(client: ApiClient, definition: Definition): Promise<void> {
  const { folder, group, plural } = definition;
  const file = definitionPath(definition);
  if (!existsSync(file))
    execFileSync(path.join(folder, "fetch.sh"), { stdio: ["ignore", "ignore", "inherit"] });
  await client.apply(parse(readFileSync(file, "utf8")));
  const deadline = Date.now() + SERVED_WITHIN_MS;
  while ((await client.request(`${group}/namespaces/default/${plural}`)).status !== 200) {
    if (Date.now() > deadline) throw new Error(`${group}: not served within ${SERVED_WITHIN_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
