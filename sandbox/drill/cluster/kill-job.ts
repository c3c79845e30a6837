import { z } from "zod";
import type { DrillCluster } from "./drill-cluster";

const pods = z.looseObject({
  items: z.array(
    z.looseObject({
      metadata: z.looseObject({ name: z.string() }),
      status: z.looseObject({
        containerStatuses: z
          .array(
            z.looseObject({
              containerID: z.string().optional(),
              state: z.looseObject({ running: z.unknown().optional() }),
            }),
          )
          .default([]),
      }),
    }),
  ),
});

/** Ends the running containers of a Job at once; its controller may try another pod. */
export async function killJob(cluster: DrillCluster, namespace: string, job: string): Promise<void> {
  const selector = encodeURIComponent(`batch.kubernetes.io/job-name=${job}`);
  const found = await cluster.api.get(`/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`);
  for (const { metadata, status } of pods.parse(found).items)
    for (const { containerID, state } of status.containerStatuses)
      if (containerID !== undefined && state.running !== undefined)
        // One that has ended a moment ago is dead too.
        await cluster.killContainer(namespace, metadata.name, containerID).catch(() => undefined);
}
