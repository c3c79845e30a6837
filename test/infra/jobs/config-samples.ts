import { NAMESPACE } from "./config-kit";

/** Metadata of an object of the world's namespace. */
export const meta = (name: string, more: object = {}) => ({ name, namespace: NAMESPACE, ...more });

export const configMap = (
  name: string,
  data: Readonly<Record<string, string>>,
  more: object = {},
  immutable?: boolean,
) => ({
  ...{ apiVersion: "v1", kind: "ConfigMap", metadata: meta(name, more), data },
  ...(immutable === undefined ? {} : { immutable }),
});

/** Two pods of one container, with a variable that nobody may read in a log. */
export const deployment = (name: string, image: string, more: object = {}) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: meta(name),
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: "main", image, env: [{ name: "COLOUR", value: "hush-hush" }] }] },
    },
    ...more,
  },
});

export const secret = (name: string, value: string, more: object = {}) => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: meta(name),
  data: { key: Buffer.from(value).toString("base64"), other: "c2FtZQ==" },
  ...more,
});

export const service = (name: string, spec: object = {}) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: meta(name),
  spec: { selector: { app: name }, ports: [{ port: 80, name: "http" }], ...spec },
});

const job = (name: string) => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: meta(name),
  spec: { template: { spec: { restartPolicy: "Never", containers: [{ name: "main", image: "job:1" }] } } },
});

const claim = {
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: meta("files", {
    annotations: {
      "pv.kubernetes.io/bind-completed": "yes",
      "volume.kubernetes.io/selected-node": "node-1",
    },
  }),
  spec: {
    accessModes: ["ReadWriteOnce"],
    resources: { requests: { storage: "1Gi" } },
    volumeName: "pvc-0123",
  },
};

const rbac = "rbac.authorization.k8s.io/v1";

const role = (name: string, resources: readonly string[], verbs: readonly string[]) => ({
  apiVersion: rbac,
  kind: "Role",
  metadata: meta(name),
  rules: [{ apiGroups: [""], resources, verbs }],
});

export const roleBinding = (name: string, of: string) => ({
  apiVersion: rbac,
  kind: "RoleBinding",
  metadata: meta(name),
  subjects: [{ kind: "ServiceAccount", name: "robot", namespace: NAMESPACE }],
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: of },
});

const scaler = {
  apiVersion: "autoscaling/v2",
  kind: "HorizontalPodAutoscaler",
  metadata: meta("scaled"),
  spec: {
    maxReplicas: 9,
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "scaled" },
  },
};

const statefulSet = {
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: meta("db"),
  spec: {
    serviceName: "db",
    selector: { matchLabels: { app: "db" } },
    template: { metadata: { labels: { app: "db" } }, spec: { containers: [{ name: "db", image: "db:1" }] } },
    volumeClaimTemplates: [
      {
        metadata: { name: "data" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      },
    ],
  },
};

const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "lamps.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { kind: "Lamp", plural: "lamps" },
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
  },
};

/** A token of a service account as the cluster filled it. */
const token = {
  apiVersion: "v1",
  kind: "Secret",
  type: "kubernetes.io/service-account-token",
  metadata: meta("robot-token", {
    annotations: {
      "kubernetes.io/service-account.name": "robot",
      "kubernetes.io/service-account.uid": "00000000-0000-0000-0000-000000000001",
    },
  }),
  data: { token: Buffer.from("open sesame").toString("base64") },
};

const registry = {
  type: "kubernetes.io/dockerconfigjson",
  data: {
    ".dockerconfigjson": Buffer.from('{"auths":{"a":{"auth":"registry-password"}}}').toString("base64"),
  },
};

const twice = deployment("twice", "web:1");

/** Objects that public reports say cannot be applied again as they were exported. */
export const reported = {
  owner: configMap("owner", { a: "b" }),
  /** Applied before the backup. */
  plain: [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: meta("robot") },
    service("front"),
    service("lost"),
    service("headless", { clusterIP: "None" }),
    service("door", { type: "NodePort", ports: [{ port: 80, nodePort: 30_080, name: "http" }] }),
    job("once"),
    token,
    claim,
    deployment("scaled", "web:1"),
    scaler,
    secret("registry", "", registry),
    configMap("frozen", { a: "b" }, {}, true),
    role("first", ["configmaps"], ["get"]),
    role("other", ["configmaps"], ["get"]),
    roleBinding("reader", "first"),
    role("watching", ["secrets"], ["list"]),
    roleBinding("watcher", "watching"),
    role("mighty", ["pods/exec"], ["create"]),
    statefulSet,
    definition,
  ],
  /** As kubectl applied it by the client, as far as that goes; its data is larger than the annotation may be. */
  bigMap: configMap(
    "big",
    { text: "x".repeat(500_000) },
    {
      annotations: { "kubectl.kubernetes.io/last-applied-configuration": "x".repeat(200_000) },
    },
  ),
  twice: {
    ...twice,
    spec: {
      ...twice.spec,
      template: {
        ...twice.spec.template,
        spec: {
          containers: [
            {
              ...{ name: "main", image: "web:1" },
              env: ["1", "2"].map((value) => ({ name: "COLOUR", value })),
            },
          ],
        },
      },
    },
  },
  /** Deleted after it. */
  removed: [
    ...["services/front", "services/lost", "services/headless", "services/door", "jobs/once"],
    ...["secrets/robot-token", "secrets/registry", "persistentvolumeclaims/files", "configmaps/big"],
    ...["configmaps/frozen", "configmaps/child", "configmaps/orphan", "deployments/twice"],
    ...["roles/watching", "rolebindings/watcher", "rolebindings/reader", "roles/mighty", "statefulsets/db"],
    "customresourcedefinitions/lamps.example.com",
  ],
};
