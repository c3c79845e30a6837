import { z } from "zod";
import type { ApiResponse } from "../../sandbox/servers/kube-apiserver/api-client";
import type { KubeApiserver } from "../../sandbox/servers/kube-apiserver/server";

/**
 * Applies an object server-side as `kubectl apply --server-side --validate=strict` does, and takes fields over.
 * @param dryRun true asks what would become of it, and changes nothing. @default false
 * @returns the answer, a refusal too. @throws when the API does not know the kind, or does not answer.
 */
export async function applyStrictly(
  api: KubeApiserver,
  manifest: unknown,
  dryRun = false,
): Promise<ApiResponse> {
  const path = await api.client.mustPathOf(manifest);
  const query = `fieldManager=proof&force=true&fieldValidation=Strict${dryRun ? "&dryRun=All" : ""}`;
  // JSON is YAML.
  const contentType = "application/apply-patch+yaml";
  return api.request(`${path}?${query}`, { method: "PATCH", body: manifest, contentType });
}

/** Asks for an object's deletion, and waits for nothing. */
export async function deleteObject(api: KubeApiserver, manifest: unknown): Promise<ApiResponse> {
  return api.request(await api.client.mustPathOf(manifest), { method: "DELETE" });
}

/** Asks whether a pod would be let in, without making it. */
export async function admitPod(api: KubeApiserver, namespace: string, pod: unknown): Promise<ApiResponse> {
  const query = "dryRun=All&fieldValidation=Strict";
  return api.request(`/api/v1/namespaces/${namespace}/pods?${query}`, { method: "POST", body: pod });
}

const quota = z.looseObject({
  metadata: z.looseObject({ name: z.string(), namespace: z.string() }),
  spec: z.object({ hard: z.record(z.string(), z.string()) }),
});

/** Counts a namespace's quota as used like this, as the controller does that the API server alone does not have. */
export async function countQuota(
  api: KubeApiserver,
  manifest: unknown,
  used: Readonly<Record<string, string>> = {},
): Promise<ApiResponse> {
  const { metadata, spec } = quota.parse(manifest);
  const none = Object.fromEntries(Object.keys(spec.hard).map((name) => [name, "0"]));
  const status = { hard: spec.hard, used: { ...none, ...used } };
  const path = `/api/v1/namespaces/${metadata.namespace}/resourcequotas/${metadata.name}/status?fieldManager=proof&force=true`;
  const body = { apiVersion: "v1", kind: "ResourceQuota", metadata: { name: metadata.name }, status };
  return api.request(path, { method: "PATCH", body, contentType: "application/apply-patch+yaml" });
}
