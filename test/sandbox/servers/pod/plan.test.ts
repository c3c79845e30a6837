import { describe, expect, it } from "vitest";
import { planPod, type PodOptions } from "../../../../sandbox/servers/pod/plan";
import { podManifest } from "../../../support/pod-manifest";

const IMAGE = { env: { PATH: "/bin" }, workingDir: "/work", uid: 5, gid: 6 };
const SECRET = {
  kind: "Secret",
  metadata: { name: "database", namespace: "tests" },
  data: { password: Buffer.from("from data").toString("base64") },
  stringData: { user: "from stringData" },
};
const CONFIG = {
  kind: "ConfigMap",
  metadata: { name: "settings" },
  data: { "a.json": "{}", "b.json": "[]" },
};

function plan(container: object, options: Partial<PodOptions> = {}, spec: object = {}) {
  const manifest = podManifest({ command: ["/bin/true"], container, spec });
  return planPod({ manifest, objects: [SECRET, CONFIG], ...options }, IMAGE).plan;
}

function planFiles(volume: object, spec: object = {}) {
  const volumes = [{ name: "v", ...volume }];
  const { volumes: planned } = plan(
    { volumeMounts: [{ name: "v", mountPath: "/v" }] },
    {},
    { volumes, ...spec },
  );
  return planned[0];
}

describe("a container's environment", () => {
  it("is image, host name, the manifest's variables and nothing else", () => {
    expect(plan({ env: [{ name: "A", value: "1" }] }).env).toEqual({
      PATH: "/bin",
      HOSTNAME: "tiny",
      A: "1",
    });
  });

  it("reads Secrets, ConfigMaps and fields, and expands earlier variables only", () => {
    const env = [
      { name: "USER_NAME", valueFrom: { secretKeyRef: { name: "database", key: "user" } } },
      { name: "SETTINGS", valueFrom: { configMapKeyRef: { name: "settings", key: "a.json" } } },
      { name: "SPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
      { name: "MADE", value: "$(USER_NAME)-$(LATER)-$$(USER_NAME)" },
      { name: "LATER", value: "x" },
      { name: "NONE", valueFrom: { secretKeyRef: { name: "other", key: "k", optional: true } } },
    ];
    const made = plan({ env }).env;
    expect(made).toMatchObject({ USER_NAME: "from stringData", SETTINGS: "{}", SPACE: "tests" });
    expect(made["MADE"]).toBe("from stringData-$(LATER)-$(USER_NAME)");
    expect(made).not.toHaveProperty("NONE");
  });

  it("lets an override win over the manifest, and the manifest over what is injected", () => {
    const env = [
      { name: "TARGET", value: "default" },
      { name: "AWS_REGION", value: "us-east-1" },
    ];
    const made = plan(
      { env },
      { env: { TARGET: "mine", NEW: "n" }, inject: { AWS_REGION: "other", AWS_ROLE_ARN: "arn" } },
    ).env;
    expect(made).toMatchObject({ TARGET: "mine", NEW: "n", AWS_REGION: "us-east-1", AWS_ROLE_ARN: "arn" });
  });

  it("refuses a reference to what is not there", () => {
    const env = [{ name: "X", valueFrom: { secretKeyRef: { name: "database", key: "nope" } } }];
    expect(() => plan({ env })).toThrow("Secret tests/database with key nope not found");
  });

  it("expands variables in command and arguments", () => {
    const container = {
      command: ["/bin/echo", "$(A)"],
      args: ["$(A)$$", "$(B)"],
      env: [{ name: "A", value: "1" }],
    };
    expect(plan(container).argv).toEqual(["/bin/echo", "1", "1$", "$(B)"]);
  });
});

describe("a container's volumes", () => {
  it("are readable by the group that fsGroup names, whatever the mode said", () => {
    const volume = planFiles({ secret: { secretName: "database", defaultMode: 0o400 } });
    expect(volume).toMatchObject({ gid: 10001, mode: 0o3777, directoryMode: 0o2755 });
    expect(volume?.files?.map(({ path, mode, uid }) => ({ path, mode, uid }))).toEqual([
      { path: "password", mode: 0o440, uid: 0 },
      { path: "user", mode: 0o440, uid: 0 },
    ]);
    expect(planFiles({ configMap: { name: "settings", defaultMode: 0o550 } })?.files?.[0]?.mode).toBe(0o550);
  });

  it("keep their mode and root's group without fsGroup", () => {
    const volume = planFiles(
      { secret: { secretName: "database", defaultMode: 0o400 } },
      { securityContext: {} },
    );
    expect(volume).toMatchObject({ gid: 0, mode: 0o1777, directoryMode: 0o755 });
    expect(volume?.files?.[0]?.mode).toBe(0o400);
    expect(planFiles({ configMap: { name: "settings" } }, { securityContext: {} })?.files?.[0]?.mode).toBe(
      0o644,
    );
  });

  it("hold the chosen keys under their paths and modes", () => {
    const items = [{ key: "password", path: "sub/pw", mode: 0o600 }];
    const volume = planFiles({ secret: { secretName: "database", items } });
    expect(volume?.files).toEqual([
      { path: "sub/pw", mode: 0o640, uid: 0, content: Buffer.from("from data").toString("base64") },
    ]);
  });

  it("limit an emptyDir in memory to its size, and one on disk not at all", () => {
    expect(planFiles({ emptyDir: { medium: "Memory", sizeLimit: "64Mi" } })?.sizeBytes).toBe(67_108_864);
    expect(planFiles({ emptyDir: { sizeLimit: "64Mi" } })?.sizeBytes).toBeNull();
  });

  it("are read-only except an emptyDir", () => {
    const volumes = [
      { name: "s", secret: { secretName: "database" } },
      { name: "e", emptyDir: {} },
    ];
    const volumeMounts = [
      { name: "s", mountPath: "/s" },
      { name: "e", mountPath: "/e" },
      { name: "e", mountPath: "/e/below", readOnly: true },
    ];
    const { mounts } = plan({ volumeMounts }, {}, { volumes });
    expect(mounts.map(({ path, readOnly }) => [path, readOnly])).toEqual([
      ["/s", true],
      ["/e", false],
      ["/e/below", true],
    ]);
  });

  it.each([
    ["an object that is missing", { secret: { secretName: "gone" } }, "Secret tests/gone not found"],
    [
      "a key that is missing",
      { secret: { secretName: "database", items: [{ key: "k", path: "k" }] } },
      "has no key k",
    ],
    ["a path outside", { configMap: { name: "settings", items: [{ key: "a.json", path: "../x" }] } }, "../x"],
  ])("refuse %s", (_, volume, message) => {
    expect(() => planFiles(volume)).toThrow(message);
  });

  it("may have a masked Secret replaced by a later one, and refuse it otherwise", () => {
    const masked = { ...SECRET, data: undefined, stringData: "[secret]" };
    const spec = { volumes: [{ name: "work", secret: { secretName: "database" } }] };
    const manifest = podManifest({ command: ["/bin/true"], spec });
    const files = (objects: unknown[]) => planPod({ manifest, objects }, IMAGE).plan.volumes[0]?.files;
    expect(files([masked, SECRET])).toHaveLength(2);
    expect(() => files([SECRET, masked])).toThrow("Secret tests/database is masked");
  });

  it("refuse an object of another namespace", () => {
    const objects = [{ ...SECRET, metadata: { name: "database", namespace: "elsewhere" } }];
    const manifest = podManifest({
      command: ["/bin/true"],
      spec: { volumes: [{ name: "work", secret: { secretName: "database" } }] },
    });
    expect(() => planPod({ manifest, objects }, IMAGE)).toThrow("Secret tests/database not found");
  });
});

describe("a pod's service account", () => {
  const serviceAccount = { token: "t", caCert: "c", host: "127.0.0.1", port: 6443 };
  const spec = { automountServiceAccountToken: undefined, serviceAccountName: "jobs" };

  it("is a volume with token, certificate and namespace, and the API's address", () => {
    const made = plan({}, { serviceAccount }, spec);
    const files = made.volumes.find(({ name }) => name === "kube-api-access")?.files;
    expect(files?.map(({ path, mode }) => [path, mode])).toEqual([
      ["token", 0o640],
      ["ca.crt", 0o644],
      ["namespace", 0o644],
    ]);
    expect(made.env).toMatchObject({ KUBERNETES_SERVICE_HOST: "127.0.0.1", KUBERNETES_SERVICE_PORT: "6443" });
  });

  it("is not mounted when pod or account say so, even if it is given", () => {
    const account = {
      kind: "ServiceAccount",
      metadata: { name: "jobs" },
      automountServiceAccountToken: false,
    };
    expect(plan({}, { serviceAccount, objects: [account] }, spec).volumes).toHaveLength(1);
    expect(plan({}, { serviceAccount }).env).not.toHaveProperty("KUBERNETES_SERVICE_HOST");
  });

  it("must be given when it is mounted", () => {
    expect(() => plan({}, {}, spec)).toThrow(
      'give "serviceAccount", or set automountServiceAccountToken to false',
    );
  });
});

describe("a manifest", () => {
  it("is refused with every field that cannot be done as kubelet does it", () => {
    const container = {
      lifecycle: { preStop: {} },
      envFrom: [{ secretRef: { name: "s" } }],
      securityContext: { privileged: true },
    };
    const refusal = () => plan(container, {}, { initContainers: [], hostNetwork: true });
    for (const field of ["lifecycle", "envFrom", "privileged", "initContainers", "hostNetwork"]) {
      expect(refusal).toThrow(field);
    }
  });

  it("is refused when it runs as root and says it does not", () => {
    expect(() => plan({ securityContext: { runAsUser: 0 } })).toThrow(
      "runAsNonRoot is true and the user is 0",
    );
  });

  it("leaves user and group to the image when it names none", () => {
    const { setpriv } = plan({ securityContext: {} }, {}, { securityContext: { runAsNonRoot: true } });
    expect(setpriv).toEqual(expect.arrayContaining(["--reuid=5", "--regid=6", "--clear-groups"]));
  });

  it("may be a Job or a CronJob, whose deadline counts too", () => {
    const { spec } = podManifest({ command: ["/bin/true"], spec: { activeDeadlineSeconds: 50 } });
    const job = { activeDeadlineSeconds: 40, template: { spec } };
    const metadata = { name: "j", namespace: "tests" };
    expect(planPod({ manifest: { kind: "Job", metadata, spec: job } }, IMAGE).activeDeadlineSeconds).toBe(40);
    const cronJob = { kind: "CronJob", metadata, spec: { jobTemplate: { spec: job } } };
    expect(planPod({ manifest: cronJob }, IMAGE).plan.hostname).toBe("j");
  });
});
