import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { startKubeApiserver, type KubeApiserver } from "../../../../sandbox/servers/kube-apiserver/server";
import { describeReal } from "../../../support/describe-real";
import { processesWith } from "../../../support/processes";

const NAMESPACE = "tests";
const list = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })) });
const metadata = { name: "reader", namespace: NAMESPACE };
const MANIFESTS = [
  { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } },
  { apiVersion: "v1", kind: "Namespace", metadata: { name: "elsewhere" } },
  { apiVersion: "v1", kind: "ServiceAccount", metadata },
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "settings", namespace: NAMESPACE },
    data: { a: "1" },
  },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "Role",
    metadata,
    rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list"] }],
  },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    metadata,
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" },
    subjects: [{ kind: "ServiceAccount", ...metadata }],
  },
];

describeReal("a Kubernetes API", ["etcd", "kube-apiserver"], () => {
  let api: KubeApiserver;
  beforeAll(async () => {
    api = await startKubeApiserver();
    for (const manifest of MANIFESTS) await api.client.apply(manifest);
  });
  afterAll(async () => {
    await api.stop();
    expect(processesWith(`--secure-port=${api.port}`)).toEqual([]);
  });

  it("says its pinned version", async () => {
    expect(await api.client.must("/version")).toMatchObject({ gitVersion: "v1.35.4" });
  });

  it("lets a service account do in its namespace what its role says, and nothing else", async () => {
    const token = await api.client.serviceAccountToken(NAMESPACE, "reader");
    const status = async (path: string, method = "GET") =>
      (await api.request(path, { token, method })).status;
    const configMaps = await api.request(`/api/v1/namespaces/${NAMESPACE}/configmaps`, { token });
    expect(list.parse(configMaps.body).items.map((item) => item.metadata.name)).toEqual(["settings"]);
    expect(await status(`/api/v1/namespaces/${NAMESPACE}/secrets`)).toBe(403);
    expect(await status("/api/v1/namespaces/elsewhere/configmaps")).toBe(403);
    expect(await status(`/api/v1/namespaces/${NAMESPACE}/configmaps/settings`, "DELETE")).toBe(403);
  });

  it("refuses who has no token or a wrong one", async () => {
    expect((await api.request("/api/v1/namespaces", { token: "wrong" })).status).toBe(401);
  });

  it("names the request and the API's message when one is refused", async () => {
    await expect(
      api.client.apply({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "Bad_Name" } }),
    ).rejects.toThrow(/PATCH .*Bad_Name.*422/);
    await expect(
      api.client.apply({ apiVersion: "v1", kind: "Nothing", metadata: { name: "x" } }),
    ).rejects.toThrow("v1 Nothing: the API server does not know this kind");
  });
});
