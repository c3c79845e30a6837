import { randomBytes } from "node:crypto";
import { z } from "zod";
import { nameStem } from "../../sandbox/render/kubernetes-objects";
import type { Job } from "../../sandbox/cluster/job";
import type { SharedCluster } from "./shared-cluster";

const volume = z.looseObject({ secret: z.looseObject({ secretName: z.string() }).optional() });

/**
 * Makes Secrets of other values, under names of their own, and lets a Job take those in place of the declared ones.
 * @param values by Secret name without its digest
 */
export async function useOtherSecrets(
  { pods }: SharedCluster,
  job: Job,
  values: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Promise<void> {
  const { spec: pod } = job.spec.template;
  const names = new Map<string, string>();
  for (const [stem, stringData] of Object.entries(values)) {
    const name = `${stem}-${randomBytes(5).toString("hex")}`;
    const metadata = { name, namespace: job.metadata["namespace"] };
    await pods.api.client.apply({ apiVersion: "v1", kind: "Secret", metadata, stringData });
    names.set(stem, name);
  }
  const used = new Set<string>();
  pod["volumes"] = z
    .array(volume)
    .parse(pod["volumes"])
    .map((each) => {
      const stem = nameStem(each.secret?.secretName ?? "");
      const secretName = names.get(stem);
      if (secretName === undefined) return each;
      used.add(stem);
      return { ...each, secret: { ...each.secret, secretName } };
    });
  const unused = Object.keys(values).filter((stem) => !used.has(stem));
  if (unused.length > 0) throw new Error(`job ${job.metadata.name} has no Secret ${unused.join(", ")}`);
}
