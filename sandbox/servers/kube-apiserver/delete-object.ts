import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { ApiClient, ApiResponse } from "./api-client";
import { emptyNamespace } from "./empty-namespace";

/** Longest wait until an object is gone: nothing but a finalizer keeps it where no controller runs. */
const GONE_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 50;

const held = z.object({
  metadata: z.object({ uid: z.string(), finalizers: z.array(z.string()).default([]) }),
});

/** How a deletion is waited for. */
export interface DeleteOptions {
  /** Ends the wait. @default never */
  readonly signal?: AbortSignal;
  /** Longest wait in milliseconds. @default 30000 */
  readonly withinMs?: number;
}

/**
 * Deletes what is at a path and waits until it is gone; what is not there is gone already. Where no controllers run, a
 * namespace is emptied and finalized here, as its controller would.
 * @returns the refusal; undefined when it is gone. @throws when it is not gone in time, naming its finalizers.
 */
export async function deleteObject(
  client: ApiClient,
  path: string,
  { signal, withinMs = GONE_WITHIN_MS }: DeleteOptions = {},
): Promise<ApiResponse | undefined> {
  // In the foreground it would wait for the garbage collector, which is a controller.
  const body = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: "Background" };
  const answer = await client.request(path, { method: "DELETE", body });
  if (answer.status === 404) return undefined;
  if (answer.status >= 300) return answer;
  const [, namespace] = /^\/api\/v1\/namespaces\/([^/]+)$/.exec(path) ?? [];
  if (namespace !== undefined) await emptyNamespace(client, namespace);
  const deadline = Date.now() + withinMs;
  let uid: string | undefined;
  for (;;) {
    const { status, body: now } = await client.request(path);
    if (status === 404) return undefined;
    const { metadata } = held.parse(now);
    uid ??= metadata.uid;
    // Somebody has made it anew.
    if (metadata.uid !== uid) return undefined;
    if (Date.now() > deadline) {
      const why = metadata.finalizers.join(", ") || "none";
      throw new Error(
        `${path}: still there ${withinMs / 1000} s after its deletion; its finalizers: ${why}. No controller runs that would take them off: do so by hand.`,
      );
    }
    await sleep(LOOK_EVERY_MS, undefined, { ...(signal === undefined ? {} : { signal }) });
  }
}
