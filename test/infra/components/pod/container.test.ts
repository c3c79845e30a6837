import { describe, expect, it } from "vitest";
import { container, imageOf, type ContainerArgs } from "../../../../infra/components/pod/container";
import { mountedSecret, scratch } from "../../../../infra/components/pod/mounted";
import { binder, desk, libraryImages, shelf } from "../../../support/workload-fixture";

const args: ContainerArgs = {
  name: "desk",
  image: libraryImages["library/desk"],
  size: desk.sizes.normal,
  mounted: [],
};

describe("container", () => {
  it("has no more than it needs: no way to more privilege, no capability, a read-only root", () => {
    expect(container(args).securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  });

  it("is bounded in processor, memory and disk, and uses more disk only where that is said", () => {
    expect(container(args).resources).toEqual({
      requests: { cpu: "250m", memory: "256Mi", "ephemeral-storage": "64Mi" },
      limits: { cpu: "1000m", memory: "512Mi", "ephemeral-storage": "128Mi" },
    });
    expect(container({ ...args, disk: { requestMib: 1, limitMib: 2 } }).resources).toMatchObject({
      requests: { "ephemeral-storage": "1Mi" },
      limits: { "ephemeral-storage": "2Mi" },
    });
  });

  it("tells the end of its log where it fails, and asks no registry for an image that its node has", () => {
    expect(container(args)).toMatchObject({
      terminationMessagePolicy: "FallbackToLogsOnError",
      imagePullPolicy: "IfNotPresent",
    });
  });

  it("takes values, and sources of what only the cluster knows, in their order", () => {
    const source = { fieldRef: { fieldPath: "metadata.name" } };
    expect(container({ ...args, env: { B: "1", A: source } }).env).toEqual([
      { name: "B", value: "1" },
      { name: "A", valueFrom: source },
    ]);
  });

  it("mounts what there is to mount", () => {
    const mounted = [scratch("work", "/work", 16), mountedSecret("none", undefined, "/none")];
    expect(container({ ...args, mounted }).volumeMounts).toEqual([
      { name: "work", mountPath: "/work", readOnly: false },
    ]);
  });

  it("renders nothing of what is the image's own, or is not there", () => {
    const rendered: unknown = JSON.parse(JSON.stringify(container(args)));
    for (const key of ["command", "args", "ports", "env", "envFrom", "startupProbe"])
      expect(rendered).not.toHaveProperty(key);
  });
});

describe("the probes of a container", () => {
  const asked = (probes: ContainerArgs["probes"]) => container({ ...args, probes });

  it("ask a path over HTTP, with every figure as declared", () => {
    expect(asked(desk.probes).readinessProbe).toEqual({
      httpGet: { path: "/ready", port: "http", scheme: "HTTP" },
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 3,
      successThreshold: 2,
    });
  });

  it("ask whether a port is open", () => {
    expect(asked(shelf.probes).startupProbe).toEqual({
      tcpSocket: { port: "shelf" },
      periodSeconds: 5,
      timeoutSeconds: 5,
      failureThreshold: 12,
    });
  });

  it("run a command", () => {
    expect(asked(binder.probes).livenessProbe).toEqual({
      exec: { command: ["ping"] },
      periodSeconds: 60,
      timeoutSeconds: 15,
      failureThreshold: 3,
    });
  });
});

describe("imageOf", () => {
  it("is the repository's, and missing otherwise", () => {
    expect(imageOf(libraryImages, "library/desk")).toBe(libraryImages["library/desk"]);
    expect(() => imageOf({}, "library/desk")).toThrow("images.library/desk: missing");
  });
});
