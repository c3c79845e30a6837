import { afterAll, beforeAll, expect, it } from "vitest";
import { type LiveCluster, openLiveCluster } from "../../../sandbox/live/cluster";
import { secret, UNKNOWN } from "../../../sandbox/providers/value";
import { deleteObject } from "../../../sandbox/servers/kube-apiserver/delete-object";
import { describeReal } from "../../support/describe-real";
import { existing, objectOperation } from "../drill/operations";

const metadata = { name: "settings", namespace: "default" };

describeReal("operations on a real Kubernetes API", ["etcd", "kube-apiserver"], () => {
  let cluster: LiveCluster;
  beforeAll(async () => {
    cluster = await openLiveCluster({ definitions: [], namespaces: ["default"] });
  });
  afterAll(() => cluster.close());

  const settings = (colour: string) =>
    objectOperation("core/v1:ConfigMap", { metadata, immutable: true, data: { colour } });

  it("refuse to change what is immutable, at the preview, and let it be replaced", async () => {
    const { backend } = cluster;
    const created = settings("green");
    expect((await backend.create(created)).id).toBe("default/settings");
    const changed = { ...existing(created, { data: { colour: "blue" } }), preview: true };
    await expect(backend.update(changed)).rejects.toThrow(
      /^ConfigMap default\/settings: the Kubernetes API server refuses it \(422\): .*immutable/,
    );
    expect((await backend.create({ ...settings("blue"), preview: true })).id).toBe("");
    await backend.delete(existing(created));
    await backend.create(settings("blue"));
    expect(await cluster.api.client.must("/api/v1/namespaces/default/configmaps/settings")).toMatchObject({
      data: { colour: "blue" },
    });
  });

  it("make nothing that is there already, unless they are told to take it over", async () => {
    const { backend } = cluster;
    await expect(backend.create(settings("blue"))).rejects.toThrow(
      "ConfigMap default/settings already exists",
    );
    const taking = settings("blue");
    const context = { ...taking.context, config: { upsertExistingObjects: true } };
    expect((await backend.create({ ...taking, context })).id).toBe("default/settings");
  });

  it("say that an object to be changed is gone, and find it gone", async () => {
    const gone = existing(
      objectOperation("core/v1:ConfigMap", { metadata: { ...metadata, name: "gone" }, data: { a: "1" } }),
    );
    await expect(cluster.backend.update(gone)).rejects.toThrow(
      "ConfigMap default/gone is not there any more",
    );
    expect(await cluster.backend.read(gone)).toBeUndefined();
    await cluster.backend.delete(gone);
  });

  it("are not asked about at a preview while a value is unknown, nor while their kind is", async () => {
    const unknown = objectOperation("core/v1:ConfigMap", { metadata, data: { colour: UNKNOWN }, wrong: 1 });
    expect((await cluster.backend.create({ ...unknown, preview: true })).id).toBe("");
    const book = objectOperation("library.example/v1:Book", { metadata, spec: { pages: 3 } });
    expect((await cluster.backend.create({ ...book, preview: true })).id).toBe("");
    await expect(cluster.backend.create(book)).rejects.toThrow(
      "library.example/v1 Book: the API server does not know this kind",
    );
  });

  it("show no secret in a refusal that quotes it", async () => {
    const inputs = {
      metadata,
      spec: { ports: [{ port: 80 }], externalName: secret("Hidden_Word"), type: "ExternalName" },
    };
    const refusal = await cluster.backend.create(objectOperation("core/v1:Service", inputs)).catch(String);
    expect(refusal).toContain('(422): Service "settings" is invalid: spec.externalName');
    expect(refusal).toContain("[secret]");
    expect(refusal).not.toContain("Hidden_Word");
  });

  it("say which finalizer keeps an object", async () => {
    const kept = { ...metadata, name: "kept", finalizers: ["library.example/readers"] };
    await cluster.api.client.apply({ apiVersion: "v1", kind: "ConfigMap", metadata: kept });
    const path = "/api/v1/namespaces/default/configmaps/kept";
    await expect(deleteObject(cluster.api.client, path, { withinMs: 200 })).rejects.toThrow(
      "its finalizers: library.example/readers. No controller runs that would take them off",
    );
  });
});
