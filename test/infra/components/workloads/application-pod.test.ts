import { describe, expect, it } from "vitest";
import {
  applicationPod,
  type ApplicationPodArgs,
} from "../../../../infra/components/workloads/application-pod";
import { desk, libraryImages } from "../../../support/workload-fixture";

const small: ApplicationPodArgs = {
  container: "desk",
  image: libraryImages["library/desk"],
  ports: desk.ports,
  size: desk.sizes.normal,
  env: { HOME: "/tmp", PGPASSWORD_FILE: "/var/run/secrets/app/PGPASSWORD" },
  serviceAccount: "library-desk",
  priorityClass: "lifeboat-serving-standby",
  labels: { "app.kubernetes.io/name": "library-desk" },
};

const full: ApplicationPodArgs = {
  ...small,
  command: ["desk", "serve"],
  probes: desk.probes,
  secret: "library-desk-secrets",
  files: { configMap: "library-desk-files-0123456789", directory: "/app/configs" },
  imagePullSecret: "regcred",
  spreadBy: { "app.kubernetes.io/name": "library-desk" },
  variables: "library-desk-config",
  guard: {
    image: `registry.example.com/jobs@sha256:${"c".repeat(64)}`,
    scriptsConfigMap: "lifeboat-jobs-0123456789",
    settingsConfigMap: "library-settings-0123456789",
  },
};

const containersOf = (args: ApplicationPodArgs) => {
  const { spec } = applicationPod(args);
  return [...(spec.initContainers ?? []), ...spec.containers];
};
const application = (args: ApplicationPodArgs) =>
  applicationPod(args).spec.containers[0] ?? expect.fail("no container");
const guard = () => applicationPod(full).spec.initContainers?.[0] ?? expect.fail("no init container");

describe("an application's pod", () => {
  it("runs what goes before with the same image, environment and mounts, after the guard", () => {
    const before = [{ name: "config", command: ["desk", "config"] }];
    const containers = containersOf({ ...full, before });
    expect(containers.map(({ name }) => name)).toEqual(["fence-check", "config", "desk"]);
    const [, config, desk] = containers;
    expect(config).toMatchObject({ image: desk?.image, env: desk?.env, volumeMounts: desk?.volumeMounts });
    expect(config).toMatchObject({ command: ["desk", "config"], ports: [] });
    // The API refuses an init container that is probed.
    expect(JSON.stringify(config)).not.toContain("Probe");
  });

  it("mounts no token of the cluster and runs as its own account", () => {
    expect(applicationPod(small).spec).toMatchObject({
      automountServiceAccountToken: false,
      serviceAccountName: "library-desk",
    });
  });

  it("takes no secret into the environment, by value or by reference", () => {
    for (const { name, env } of containersOf(full))
      for (const variable of env ?? []) expect(Object.keys(variable), name).toEqual(["name", "value"]);
  });
});

describe("the container of an application", () => {
  it("is the image's own where nothing else is declared", () => {
    expect(application(small).command).toBeUndefined();
    expect(application(full).command).toEqual(["desk", "serve"]);
    expect(application(small).image).toBe(libraryImages["library/desk"]);
  });

  it("has the requests and limits of its size", () => {
    expect(application(small).resources).toEqual({
      requests: { cpu: "250m", memory: "256Mi", "ephemeral-storage": "64Mi" },
      limits: { cpu: "1000m", memory: "512Mi", "ephemeral-storage": "384Mi" },
    });
    expect(application({ ...small, size: desk.sizes.safe }).resources.limits.memory).toBe("256Mi");
  });

  it("names its ports and is asked by them, as declared", () => {
    expect(application(full)).toMatchObject({
      ports: [
        { name: "http", containerPort: 8080, protocol: "TCP" },
        { name: "metrics", containerPort: 9090, protocol: "TCP" },
      ],
      startupProbe: { httpGet: { path: "/started", port: "http" }, periodSeconds: 5, failureThreshold: 24 },
      readinessProbe: { httpGet: { path: "/ready", port: "http" }, successThreshold: 2 },
      livenessProbe: { httpGet: { path: "/alive", port: "http" }, periodSeconds: 10, timeoutSeconds: 5 },
    });
    expect(application(small).readinessProbe).toBeUndefined();
  });

  it("mounts secrets and files read-only, and can write to a bounded /tmp alone", () => {
    expect(application(full).volumeMounts).toEqual([
      { name: "tmp", mountPath: "/tmp", readOnly: false },
      { name: "secrets", mountPath: "/var/run/secrets/app", readOnly: true },
      { name: "files", mountPath: "/app/configs", readOnly: true },
    ]);
    expect(application(small).volumeMounts.map(({ name }) => name)).toEqual(["tmp"]);
  });
});

describe("volumes of an application's pod", () => {
  it("have the modes of KYB-3", () => {
    expect(applicationPod({ ...full, guard: undefined }).spec.volumes).toEqual([
      { name: "tmp", emptyDir: { sizeLimit: "256Mi" } },
      { name: "secrets", secret: { secretName: "library-desk-secrets", defaultMode: 0o400 } },
      { name: "files", configMap: { name: "library-desk-files-0123456789", defaultMode: 0o440 } },
    ]);
  });

  it("are all mounted, and every mount has one", () => {
    const mounted = containersOf(full).flatMap(({ volumeMounts }) => volumeMounts.map(({ name }) => name));
    const declared = applicationPod(full).spec.volumes.map(({ name }) => name);
    expect([...mounted].sort()).toEqual([...declared].sort());
    expect(new Set(declared).size).toBe(declared.length);
  });
});

describe("the guard of a writer", () => {
  it("asks once, briefly, with the script and the settings of the jobs", () => {
    expect(guard()).toMatchObject({
      name: "fence-check",
      image: full.guard?.image,
      command: ["/opt/lifeboat/fence-check.sh"],
      volumeMounts: [
        { name: "scripts", mountPath: "/opt/lifeboat", readOnly: true },
        { name: "settings", mountPath: "/etc/lifeboat", readOnly: true },
        { name: "work", mountPath: "/work", readOnly: false },
      ],
    });
    expect(Object.fromEntries((guard().env ?? []).map(({ name, value }) => [name, value]))).toEqual({
      HOME: "/work",
      TMPDIR: "/work",
      LIFEBOAT_JOB: "fence-check",
      LIFEBOAT_SETTINGS: "/etc/lifeboat/settings.json",
      FENCE_CHECK_ATTEMPTS: "3",
      FENCE_CHECK_TIMEOUT_SECONDS: "5",
    });
  });

  it("has its scripts, settings and scratch as the jobs have them", () => {
    expect(applicationPod(full).spec.volumes.slice(-3)).toEqual([
      { name: "scripts", configMap: { name: "lifeboat-jobs-0123456789", defaultMode: 0o550 } },
      { name: "settings", configMap: { name: "library-settings-0123456789", defaultMode: 0o440 } },
      { name: "work", emptyDir: { medium: "Memory", sizeLimit: "16Mi" } },
    ]);
  });

  it("asks for less than what it guards", () => {
    expect(guard().resources.limits).toMatchObject({ cpu: "500m", memory: "128Mi" });
  });

  it("is absent where there is none", () => {
    expect(applicationPod(small).spec.initContainers).toBeUndefined();
  });
});

describe("placement of an application's pod", () => {
  it("spreads its like over zones and still starts where one is missing", () => {
    expect(applicationPod(full).spec.topologySpreadConstraints).toEqual([
      {
        maxSkew: 1,
        topologyKey: "topology.kubernetes.io/zone",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { "app.kubernetes.io/name": "library-desk" } },
      },
    ]);
    expect(applicationPod(small).spec.topologySpreadConstraints).toBeUndefined();
  });

  it("pulls with the registry's credentials where the service has some", () => {
    expect(applicationPod(full).spec.imagePullSecrets).toEqual([{ name: "regcred" }]);
    expect(applicationPod(small).spec.imagePullSecrets).toBeUndefined();
  });

  it("runs for ever unless it runs to its end", () => {
    expect(applicationPod(small).spec.restartPolicy).toBe("Always");
    expect(applicationPod({ ...small, restartPolicy: "Never" }).spec.restartPolicy).toBe("Never");
  });

  it("carries its labels", () => {
    expect(applicationPod(full).metadata).toEqual({ labels: full.labels, annotations: {} });
  });

  it("has the variables of its ConfigMap below those of the stack, where there are any", () => {
    expect(application(full)).toMatchObject({ envFrom: [{ configMapRef: { name: "library-desk-config" } }] });
    expect(application(small).envFrom).toBeUndefined();
  });
});
