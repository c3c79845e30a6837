import https from "node:https";
import { z } from "zod";
import { isClusterKind } from "../../sandbox/providers/kubernetes/replacement";
import type { KubernetesObject } from "../../sandbox/render/kubernetes-objects";
import type { KubeApiserver } from "../../sandbox/servers/kube-apiserver/server";

/** What the API said about an object. */
export interface Opinion {
  readonly status: number;
  readonly body: unknown;
  /** Its warnings: deprecations, Pod Security. */
  readonly warnings: readonly string[];
}

const apiObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});
const resourceList = z.object({ resources: z.array(z.object({ name: z.string(), kind: z.string() })) });

/** Where the API keeps an object. */
async function pathOf(api: KubeApiserver, manifest: unknown): Promise<string> {
  const { apiVersion, kind, metadata } = apiObject.parse(manifest);
  const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const { resources } = resourceList.parse(await api.client.must(group));
  const plural = resources.find((entry) => entry.kind === kind && !entry.name.includes("/"))?.name;
  if (plural === undefined) throw new Error(`${apiVersion} ${kind}: the API server does not know this kind`);
  const scope = isClusterKind(kind) ? "" : `/namespaces/${metadata.namespace ?? "default"}`;
  return `${group}${scope}/${plural}/${metadata.name}`;
}

/** Applies an object server-side as `kubectl apply --server-side --validate=strict` does, and keeps the warnings. */
export async function applyStrictly(api: KubeApiserver, manifest: unknown): Promise<Opinion> {
  const query = "fieldManager=proof&force=true&fieldValidation=Strict";
  return send(api, "PATCH", `${await pathOf(api, manifest)}?${query}`, manifest);
}

/** Deletes an object. */
export async function deleteObject(api: KubeApiserver, manifest: unknown): Promise<Opinion> {
  return send(api, "DELETE", await pathOf(api, manifest));
}

/** Namespaces first and what pods are admitted by, then what bindings refer to. */
const ORDER = ["Namespace", "PriorityClass", "ServiceAccount", "ConfigMap", "Secret", "Role", "ClusterRole"];

/** The objects in an order in which each finds what it names. */
export function inOrder(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const rank = ({ kind }: KubernetesObject): number => {
    const at = ORDER.indexOf(kind);
    return at < 0 ? ORDER.length : at;
  };
  return [...objects].sort((a, b) => rank(a) - rank(b));
}

/** Asks whether a pod would be let in, without making it. */
export async function admitPod(api: KubeApiserver, namespace: string, pod: unknown): Promise<Opinion> {
  const query = "dryRun=All&fieldValidation=Strict";
  return send(api, "POST", `/api/v1/namespaces/${namespace}/pods?${query}`, pod);
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
): Promise<Opinion> {
  const { metadata, spec } = quota.parse(manifest);
  const none = Object.fromEntries(Object.keys(spec.hard).map((name) => [name, "0"]));
  const status = { hard: spec.hard, used: { ...none, ...used } };
  const path = `/api/v1/namespaces/${metadata.namespace}/resourcequotas/${metadata.name}/status?fieldManager=proof&force=true`;
  const body = { apiVersion: "v1", kind: "ResourceQuota", metadata: { name: metadata.name }, status };
  return send(api, "PATCH", path, body);
}

function send(api: KubeApiserver, method: string, path: string, body?: unknown): Promise<Opinion> {
  const type = method === "PATCH" ? "application/apply-patch+yaml" : "application/json";
  const headers = { authorization: `Bearer ${api.adminToken}`, "content-type": type };
  return new Promise((resolve, reject) => {
    const request = https.request(`${api.url}${path}`, { method, headers, ca: api.caCert }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        const { warning } = response.headersDistinct;
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(text), warnings: warning ?? [] });
      });
    });
    request.once("error", reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
