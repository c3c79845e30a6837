import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { ApiClient } from "../../sandbox/servers/kube-apiserver/api-client";

const pods = z.object({
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        namespace: z.string(),
        ownerReferences: z.array(z.object({ kind: z.string() })).default([]),
      }),
      status: z.object({ phase: z.string().default("Pending") }),
    }),
  ),
});

const POLL_MILLISECONDS = 200;
const yes = (type: string) => ({
  type,
  status: "True",
  lastTransitionTime: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
});

/** Reports to the controllers what a node that runs every pod would: one of a Job has succeeded, any other is ready. */
export class IdleNode {
  private running = true;
  private readonly ended: Promise<void>;

  constructor(private readonly client: ApiClient) {
    this.ended = this.run();
  }

  /** Tells nothing any more. */
  async stop(): Promise<void> {
    this.running = false;
    await this.ended;
  }

  private async run(): Promise<void> {
    while (this.running) {
      // A server that is ending does not answer; the next round asks again.
      await this.round().catch(() => undefined);
      await sleep(POLL_MILLISECONDS);
    }
  }

  private async round(): Promise<void> {
    const { items } = pods.parse(await this.client.must("/api/v1/pods?fieldSelector=status.phase=Pending"));
    for (const { metadata } of items) {
      const { name, namespace, ownerReferences } = metadata;
      const isTask = ownerReferences.some(({ kind }) => kind === "Job");
      const status = isTask
        ? { phase: "Succeeded" }
        : { phase: "Running", conditions: [yes("Ready"), yes("ContainersReady")], podIP: "10.0.0.1" };
      await this.client.request(`/api/v1/namespaces/${namespace}/pods/${name}/status`, {
        method: "PATCH",
        contentType: "application/merge-patch+json",
        body: { status },
      });
    }
  }
}
