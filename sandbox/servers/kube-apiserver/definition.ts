import { customResources, readDefinition } from "../../tools/definition";
import type { ApiClient } from "./api-client";

/** Longest wait until the API serves a kind that was installed. */
const SERVED_WITHIN_MS = 30_000;

/**
 * Makes an API server know custom resources, as their operators' installation does.
 * @param definitions what to install. @default those that the stacks declare
 * @throws when Go is missing or a fetch fails, when the API refuses one, or does not serve it in time.
 */
export async function installDefinitions(client: ApiClient, definitions = customResources): Promise<void> {
  for (const definition of definitions) await client.apply(readDefinition(definition));
  const deadline = Date.now() + SERVED_WITHIN_MS;
  for (const { group, plural } of definitions)
    while ((await client.request(`${group}/namespaces/default/${plural}`)).status !== 200) {
      if (Date.now() > deadline)
        throw new Error(`${group} ${plural}: not served within ${SERVED_WITHIN_MS / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
}
