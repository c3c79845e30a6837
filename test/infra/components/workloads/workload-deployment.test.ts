import * as pulumi from "@pulumi/pulumi";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { describe, expect, it } from "vitest";
import {
  rolloutSeconds,
  WorkloadDeployment,
  type WorkloadDeploymentArgs,
} from "../../../../infra/components/workloads/workload-deployment";
import { priorityClassNames } from "../../../../infra/components/pod/priority-classes";
import { declared } from "../../../support/pulumi-mocks";
import { fromConfig, desk, libraryImages, libraryLogin, shelf } from "../../../support/workload-fixture";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const BUDGET = "kubernetes:policy/v1:PodDisruptionBudget";
const SECRET = "kubernetes:core/v1:Secret";
const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const ACCOUNT = "kubernetes:core/v1:ServiceAccount";

const args: WorkloadDeploymentArgs = {
  service: { id: "library", imagePullSecret: "regcred" },
  workload: desk,
  namespace: "library-system",
  image: libraryImages["library/desk"],
  scale: { replicas: 4 },
  mostReplicas: 4,
  size: "normal",
  database: libraryLogin,
  externalSecrets: { SIGNING_TOKEN: pulumi.secret("signed") },
  secretSource: fromConfig,
  priorityClasses: priorityClassNames("standby"),
  guard: undefined,
  labels: { "app.kubernetes.io/managed-by": "pulumi" },
  dependsOn: [],
};

const made = async (
  changed: Partial<WorkloadDeploymentArgs> = {},
  opts: pulumi.ComponentResourceOptions = {},
) => (await declared(() => new WorkloadDeployment("desk", { ...args, ...changed }, opts))).resources;

/** JSON of the pod template, for what has to change or stay with an input. */
const template = async (changed: Partial<WorkloadDeploymentArgs>) =>
  JSON.stringify((await made(changed)).one(DEPLOYMENT).inputs["spec"]);

describe("WorkloadDeployment", () => {
  it("is a Deployment with an account, a Secret, ConfigMaps and a disruption budget of its own", async () => {
    const resources = await made();
    expect(resources.counts()).toEqual({
      [DEPLOYMENT]: 1,
      [BUDGET]: 1,
      [SECRET]: 1,
      [CONFIG_MAP]: 2,
      [ACCOUNT]: 1,
      "lifeboat:index:WorkloadDeployment": 1,
    });
    const labels = {
      "app.kubernetes.io/managed-by": "pulumi",
      "app.kubernetes.io/name": "library-desk",
      "app.kubernetes.io/component": "api",
      "app.kubernetes.io/part-of": "library",
    };
    const chosen = {
      matchLabels: { "app.kubernetes.io/name": "library-desk", "app.kubernetes.io/part-of": "library" },
    };
    expect(resources.one(DEPLOYMENT).inputs).toMatchObject({
      metadata: { name: "library-desk", namespace: "library-system", labels },
      spec: {
        replicas: 4,
        revisionHistoryLimit: 10,
        minReadySeconds: 10,
        progressDeadlineSeconds: 600,
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        selector: chosen,
        template: {
          metadata: { labels },
          spec: { imagePullSecrets: [{ name: "regcred" }], serviceAccountName: "library-desk" },
        },
      },
    });
    expect(resources.one(BUDGET).inputs).toMatchObject({ spec: { selector: chosen, maxUnavailable: 1 } });
    expect(resources.one(ACCOUNT).inputs).toMatchObject({
      metadata: { name: "library-desk", namespace: "library-system" },
      automountServiceAccountToken: false,
    });
  });

  it("is no more than a Deployment and an account where the workload has neither secrets nor files", async () => {
    const resources = await made({ workload: shelf, scale: { replicas: 1 }, mostReplicas: 1 });
    expect(resources.counts()).toEqual({
      [DEPLOYMENT]: 1,
      [ACCOUNT]: 1,
      "lifeboat:index:WorkloadDeployment": 1,
    });
  });

  it("keeps its disruption budget while nothing runs, so that an activation has less to do", async () => {
    expect((await made({ scale: { replicas: 0 } })).all(BUDGET)).toHaveLength(1);
  });

  it("keeps every value of the Secret a Pulumi secret, and none anywhere else", async () => {
    const resources = await made();
    const secret = resources.one(SECRET);
    expect(JSON.stringify(secret.inputs["metadata"])).toMatch(
      /"name":"library-desk-secrets-[0-9a-f]{10}","namespace":"library-system"/,
    );
    expect(secret.inputs).toMatchObject({
      type: "Opaque",
      immutable: true,
      stringData: { PGPASSWORD: "p/w@1", DB_PASSWORD: "p/w@1", SIGNING_TOKEN: "signed" },
    });
    for (const name of ["PGPASSWORD", "DATABASE_URL", "DB_PASSWORD", "SIGNING_TOKEN"])
      expect(
        secret.secretPaths.some((path) => `stringData.${name}`.startsWith(path)),
        name,
      ).toBe(true);
    for (const { type, inputs, secretPaths } of resources.list.filter((each) => each.type !== SECRET)) {
      expect(JSON.stringify(inputs), type).not.toMatch(/p\/w|p%2Fw|signed/);
      expect(secretPaths, type).toEqual([]);
    }
  });

  it("rolls its pods when a secret changes, and only then", async () => {
    const signed = { externalSecrets: { SIGNING_TOKEN: pulumi.secret("other") } };
    expect(await template({})).toMatch(/"secretName":"library-desk-secrets-[0-9a-f]{10}"/);
    expect(await template(signed)).not.toBe(await template({}));
    expect(await template({ labels: args.labels })).toBe(await template({}));
  });

  it("mounts an immutable ConfigMap named by its content, where the catalog says", async () => {
    const files = { ...desk, filesDirectory: "/desk", files: [{ name: "a.conf", content: "one" }] };
    const resources = await made({ workload: files });
    const { inputs } = resources.one(CONFIG_MAP, "desk-files");
    expect(inputs).toMatchObject({ immutable: true, data: { "a.conf": "one" } });
    const [, name] = /"name":"(library-desk-files-[0-9a-f]{10})"/.exec(JSON.stringify(inputs)) ?? [];
    const pod = JSON.stringify(resources.one(DEPLOYMENT).inputs);
    expect(pod).toContain(`"configMap":{"defaultMode":288,"name":"${name ?? "none"}"}`);
    expect(pod).toContain('"mountPath":"/desk"');
    expect(await template({})).toContain('"mountPath":"/etc/app"');
  });

  it("has the size and the environment of the size", async () => {
    expect(await template({ size: "safe" })).toContain('"name":"HEAP","value":"192"');
    expect(await template({ size: "safe" })).toContain('"memory":"256Mi"');
    expect(await template({})).toContain('"name":"HEAP","value":"384"');
  });

  it("guards a writer, and no other", async () => {
    const guard = { image: args.image, scriptsConfigMap: "scripts-1", settingsConfigMap: "settings-1" };
    expect(await template({ guard })).toContain('"fence-check"');
    expect(await template({ guard, workload: shelf })).not.toContain("fence-check");
  });

  it("waits for what it mounts and for what its arguments name", async () => {
    const { resources } = await declared(() => {
      const before = new Namespace("before");
      return new WorkloadDeployment("desk", { ...args, dependsOn: [before] });
    });
    expect(resources.one(DEPLOYMENT).dependsOn).toEqual([
      "before",
      "desk-account",
      "desk-config",
      "desk-files",
      "desk-secrets",
    ]);
  });
});

describe("WorkloadDeployment with an autoscaler", () => {
  const AUTOSCALER = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";
  const scaled = { ...desk, autoscaling: { minReplicas: 3, maxReplicas: 9, cpuPercent: 70 } };
  const running = { replicas: 4, bounds: { min: 4, max: 9 } };

  it("leaves the number of replicas to it, and comes after it", async () => {
    const resources = await made({ workload: scaled, scale: running });
    const { inputs, dependsOn } = resources.one(DEPLOYMENT);
    expect(Object.keys(inputs["spec"] ?? {})).not.toContain("replicas");
    expect(dependsOn).toContain("desk-autoscaler");
    expect(resources.one(AUTOSCALER).inputs).toMatchObject({
      metadata: { name: "library-desk-hpa", namespace: "library-system" },
      spec: { scaleTargetRef: { kind: "Deployment", name: "library-desk" }, minReplicas: 4, maxReplicas: 9 },
    });
  });

  it("states 0 where it must not run, and takes the number back from who set it", async () => {
    const resources = await made({ workload: scaled, scale: { replicas: 0 } });
    expect(resources.all(AUTOSCALER)).toEqual([]);
    expect(resources.one(DEPLOYMENT).inputs).toMatchObject({
      metadata: { annotations: { "pulumi.com/patchForce": "true" } },
      spec: { replicas: 0 },
    });
    expect(JSON.stringify((await made()).one(DEPLOYMENT).inputs)).not.toContain("patchForce");
  });

  it("has time to roll as many pods as there may be", async () => {
    const timeouts: unknown[] = [];
    await made(
      { workload: scaled, scale: running },
      {
        transformations: [
          ({ type, opts }) => {
            if (type === DEPLOYMENT && "customTimeouts" in opts) timeouts.push(opts.customTimeouts);
            return undefined;
          },
        ],
      },
    );
    const seconds = `${rolloutSeconds(scaled, 9)}s`;
    expect(timeouts).toEqual([{ create: seconds, update: seconds }]);
  });
});

describe("rolloutSeconds", () => {
  it("is the deadline of a stand-still, and every replica's slowest start", () => {
    expect(rolloutSeconds(desk, 4)).toBe(600 + 4 * (5 * 24 + 10));
    expect(rolloutSeconds(desk, 0)).toBe(600);
  });

  it("is what Pulumi waits for", async () => {
    const timeouts: unknown[] = [];
    await made(
      {},
      {
        transformations: [
          ({ type, opts }) => {
            if (type === DEPLOYMENT && "customTimeouts" in opts) timeouts.push(opts.customTimeouts);
            return undefined;
          },
        ],
      },
    );
    expect(timeouts).toEqual([{ create: "1120s", update: "1120s" }]);
  });
});
