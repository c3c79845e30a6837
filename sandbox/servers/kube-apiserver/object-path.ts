import { z } from "zod";

const apiObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});
const resourceList = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
});

type Resources = z.infer<typeof resourceList>["resources"];

/** Who asks the API. */
interface Asking {
  request(path: string): Promise<{ readonly status: number; readonly body: unknown }>;
}

/** Where the API keeps objects: asks once for each group, and again for a kind that the group did not have then. */
export class ObjectPaths {
  private readonly known = new Map<string, Resources>();

  constructor(private readonly client: Asking) {}

  /** Path of an object; undefined when the API does not know its kind. @throws ZodError for what has no kind or name. */
  async of(manifest: unknown, namespace = "default"): Promise<string | undefined> {
    const { apiVersion, kind, metadata } = apiObject.parse(manifest);
    const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const named = (resources: Resources | undefined) =>
      resources?.find((entry) => entry.kind === kind && !entry.name.includes("/"));
    const resource = named(this.known.get(group)) ?? named(await this.ask(group));
    if (resource === undefined) return undefined;
    const scope = resource.namespaced ? `/namespaces/${metadata.namespace ?? namespace}` : "";
    return `${group}${scope}/${resource.name}/${metadata.name}`;
  }

  /** {@link of}. @throws when the API does not know the kind. */
  async must(manifest: unknown, namespace?: string): Promise<string> {
    const path = await this.of(manifest, namespace);
    if (path !== undefined) return path;
    const { apiVersion, kind } = apiObject.parse(manifest);
    throw new Error(`${apiVersion} ${kind}: the API server does not know this kind`);
  }

  private async ask(group: string): Promise<Resources> {
    const { status, body } = await this.client.request(group);
    if (status === 404) return [];
    if (status !== 200) throw new Error(`GET ${group}: ${status} ${JSON.stringify(body)}`);
    const { resources } = resourceList.parse(body);
    this.known.set(group, resources);
    return resources;
  }
}
