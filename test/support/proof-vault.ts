import { z } from "zod";
import type { Service } from "../../infra/catalog/types";
import type { KubernetesObject } from "../../sandbox/render/kubernetes-objects";
import { Bucket } from "../infra/jobs/bucket";

const tier = z.object({ name: z.string(), period: z.string(), lockDays: z.number() });
const settingsFile = z.looseObject({
  vault: z.object({ bucket: z.string() }),
  prefix: z.string(),
  configPrefix: z.string(),
  tiers: z.array(tier),
});
const settingsMap = z.looseObject({ data: z.object({ "settings.json": z.string() }) });

/** What lies in a service's vault, by the settings that the stack declares for its jobs. */
export interface Vault {
  readonly bucket: Bucket;
  readonly prefix: string;
  readonly configPrefix: string;
  readonly tiers: readonly z.infer<typeof tier>[];
  /** Everything that counts as a database backup: keys of manifests, sorted. */
  backups(): Promise<readonly string[]>;
  /** Entity tag of every object of a database backup, by key. */
  objects(): Promise<Readonly<Record<string, string | undefined>>>;
  /** Ids of the backups of one tier, oldest first. */
  ids(tierName: string): Promise<readonly string[]>;
  /** Lays another version, or with undefined a delete marker, over each of these objects while `work` runs. */
  overlaid(bodies: ReadonlyMap<string, Buffer | undefined>, work: () => Promise<void>): Promise<void>;
  /** Key of a backup's object in a tier. */
  object(id: string, tierName?: string): string;
  /** Key of a backup's manifest in a tier. */
  manifest(id: string, tierName?: string): string;
}

/** The vault of a service among rendered objects. @throws when the stack declares no settings for the service. */
export function vaultOf(endpoint: string, objects: readonly KubernetesObject[], service: Service): Vault {
  const found = objects.find(
    ({ kind, metadata }) => kind === "ConfigMap" && metadata.name.startsWith(`${service.id}-settings-`),
  );
  if (found === undefined) throw new Error(`the stack declares no settings of ${service.id}`);
  const { vault, prefix, configPrefix, tiers } = settingsFile.parse(
    JSON.parse(settingsMap.parse(found).data["settings.json"]),
  );
  const bucket = new Bucket(endpoint, vault.bucket);
  const isManifest = (key: string): boolean => key.endsWith(".manifest.json");
  const manifests = async (below: string): Promise<string[]> => (await bucket.keys(below)).filter(isManifest);
  return {
    bucket,
    prefix,
    configPrefix,
    tiers,
    backups: () => manifests(`${prefix}/`),
    objects: async () => {
      const tags = await bucket.tags(`${prefix}/`);
      const counted = new Set(
        Object.keys(tags)
          .filter(isManifest)
          .map((key) => key.slice(0, -".manifest.json".length)),
      );
      return Object.fromEntries(
        Object.entries(tags).filter(([key]) =>
          counted.has(key.replace(/\.(manifest\.json|dump\.zst\.age)$/, "")),
        ),
      );
    },
    ids: async (name) =>
      (await manifests(`${prefix}/${name}/`)).map((key) =>
        key.slice(`${prefix}/${name}/`.length, -".manifest.json".length),
      ),
    overlaid: async (bodies, work) => {
      const undo: (() => Promise<unknown>)[] = [];
      try {
        for (const [key, body] of bodies) {
          const version = body === undefined ? await bucket.remove(key) : await bucket.put(key, body);
          undo.push(() => bucket.removeVersion(key, version));
        }
        await work();
      } finally {
        for (const one of undo) await one();
      }
    },
    object: (id, name = "hourly") => `${prefix}/${name}/${id}.dump.zst.age`,
    manifest: (id, name = "hourly") => `${prefix}/${name}/${id}.manifest.json`,
  };
}
