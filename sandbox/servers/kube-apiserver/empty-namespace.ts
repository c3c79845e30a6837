import { z } from "zod";
import type { ApiClient } from "./api-client";

const groupList = z.object({
  groups: z.array(z.object({ preferredVersion: z.object({ groupVersion: z.string() }) })),
});
const resourceList = z.object({
  resources: z.array(z.object({ name: z.string(), namespaced: z.boolean(), verbs: z.array(z.string()) })),
});
const namespaceObject = z.looseObject({ spec: z.looseObject({}) });

/**
 * Does what the namespace controller does with a namespace that is to go: deletes all that is in it and takes its
 * finalizer off. Else what nobody deletes by name would be there again with the next namespace of that name.
 */
export async function emptyNamespace(client: ApiClient, namespace: string): Promise<void> {
  for (const group of await groupPaths(client)) {
    const { resources } = resourceList.parse(await client.must(group));
    for (const { name, namespaced, verbs } of resources) {
      if (!namespaced || !verbs.includes("deletecollection")) continue;
      await client.must(`${group}/namespaces/${namespace}/${name}`, { method: "DELETE" });
    }
  }
  const path = `/api/v1/namespaces/${namespace}`;
  const { status, body } = await client.request(path);
  if (status === 404) return;
  const object = namespaceObject.parse(body);
  const finalized = { ...object, spec: { ...object.spec, finalizers: [] } };
  await client.must(`${path}/finalize`, { method: "PUT", body: finalized });
}

async function groupPaths(client: ApiClient): Promise<readonly string[]> {
  const { groups } = groupList.parse(await client.must("/apis"));
  return ["/api/v1", ...groups.map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`)];
}
