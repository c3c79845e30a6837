import { describe, expect, it } from "vitest";
import { kubernetesObjects, objectPath } from "../../../sandbox/render/kubernetes-objects";

const namespaced = {
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: { name: "backup", namespace: "shop" },
};
const resource = (type: string, inputs: Record<string, unknown>) => ({ type, name: "x", inputs });

describe("kubernetesObjects", () => {
  it("takes Kubernetes resources only, as kubectl would apply them", () => {
    const found = kubernetesObjects([
      resource("aws:s3/bucket:Bucket", { bucket: "b" }),
      resource("kubernetes:batch/v1:CronJob", namespaced),
    ]);
    expect(found).toEqual([namespaced]);
  });

  it("leaves out what the engine masks", () => {
    const metadata = { name: "token" };
    const inputs = { apiVersion: "v1", kind: "Secret", metadata, type: "Opaque", stringData: "[secret]" };
    expect(kubernetesObjects([resource("kubernetes:core/v1:Secret", inputs)])).toEqual([
      { apiVersion: "v1", kind: "Secret", metadata, type: "Opaque" },
    ]);
  });

  it("refuses an object without a name", () => {
    expect(() => kubernetesObjects([resource("kubernetes:x:Y", { apiVersion: "v1", kind: "Y" })])).toThrow(
      /metadata/,
    );
  });
});

describe("objectPath", () => {
  it("files by namespace, kind and name", () => {
    expect(objectPath(namespaced)).toBe("kubernetes/shop/cronjob-backup.yaml");
  });

  it("files what has no namespace under cluster", () => {
    expect(objectPath({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } })).toBe(
      "kubernetes/cluster/namespace-shop.yaml",
    );
  });
});
