import { afterAll, beforeAll, expect, it } from "vitest";
import { installDefinitions } from "../../../../sandbox/servers/kube-apiserver/definition";
import { startKubeApiserver, type KubeApiserver } from "../../../../sandbox/servers/kube-apiserver/server";
import { environments } from "../../../support/catalog-environments";
import { describeReal } from "../../../support/describe-real";
import { applyStrictly } from "../../../support/proof-kubernetes";
import { standby } from "../../../support/service-fixture";

const EXTERNAL = "kubernetes:external-secrets.io/v1:ExternalSecret";
const store = { kind: "ClusterSecretStore", name: "vault" } as const;

describeReal("a Kubernetes API with External Secrets", ["etcd", "kube-apiserver", "definitions"], () => {
  let api: KubeApiserver;
  beforeAll(async () => {
    api = await startKubeApiserver();
    await installDefinitions(api.client);
  });
  afterAll(() => api.stop());

  it("refuses no ExternalSecret of an activated standby, with strict validation, and finds a wrong one", async () => {
    const declared = await environments(
      { ...standby, posture: "active", secretStore: store },
      {
        reason: "lost",
        finalBackup: undefined,
      },
    );
    const objects = declared.filter(({ type }) => type === EXTERNAL).map(({ inputs }) => inputs);
    const namespaces = declared.filter(({ type }) => type === "kubernetes:core/v1:Namespace");
    for (const { inputs } of namespaces)
      expect((await applyStrictly(api, { apiVersion: "v1", kind: "Namespace", ...inputs })).status).toBe(201);
    for (const object of objects) {
      const { status, body, warnings } = await applyStrictly(api, object);
      expect({ status, warnings }, JSON.stringify(body)).toEqual({ status: 201, warnings: [] });
    }
    // Three of each service's jobs, one of the purge, one of each database exporter, gate and migration, one of the
    // JSON exporter's tokens, and one of each workload with secrets.
    expect(objects.length).toBe(5 * 3 + 1 + 3 * 5 + 1 + 6);
    const wrong = { ...objects[0], spec: { secretStoreRef: { kind: "Vault", name: "vault" } } };
    expect((await applyStrictly(api, wrong)).status).toBe(422);
  });
});
