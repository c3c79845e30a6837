import { diffProperties, matches } from "../diff";
import type { Failure, ProviderConfig } from "../model";
import type { PropertyMap } from "../value";

const under = (path: string, names: readonly string[]): string[] => names.map((name) => `${path}.${name}`);

/** Where a PersistentVolume's data is. */
const VOLUME_SOURCES = [
  ..."awsElasticBlockStore azureDisk azureFile cephfs cinder csi fc flexVolume flocker".split(" "),
  ..."gcePersistentDisk glusterfs hostPath iscsi local nfs photonPersistentDisk portworxVolume".split(" "),
  ..."quobyte rbd scaleIO storageos vsphereVolume".split(" "),
];

const POD = [
  ..."affinity automountServiceAccountToken dnsConfig dnsPolicy enableServiceLinks hostAliases hostIPC".split(
    " ",
  ),
  ..."hostNetwork hostPID hostname imagePullSecrets nodeName nodeSelector overhead preemptionPolicy".split(
    " ",
  ),
  ..."priority priorityClassName readinessGates restartPolicy runtimeClassName schedulerName".split(" "),
  ..."securityContext serviceAccount serviceAccountName shareProcessNamespace subdomain".split(" "),
  ..."terminationGracePeriodSeconds volumes".split(" "),
];

const CONTAINER = [
  ..."args command env image imagePullPolicy lifecycle livenessProbe ports readinessProbe resources".split(
    " ",
  ),
  ..."securityContext stdin stdinOnce terminationMessagePath terminationMessagePolicy tty".split(" "),
  ..."volumeDevices volumeMounts workingDir".split(" "),
];

/** Properties whose change replaces an object of any kind. */
const ALWAYS: readonly string[] = ["metadata.name", "metadata.namespace"];

/** Properties whose change replaces, by kind: the genuine provider's own table, no more and no less. */
const REPLACING: Readonly<Record<string, readonly string[]>> = {
  "apps/v1:DaemonSet": ["spec.selector"],
  "apps/v1:Deployment": ["spec.selector"],
  "apps/v1:StatefulSet": under("spec", [
    ..."podManagementPolicy revisionHistoryLimit selector serviceName volumeClaimTemplates".split(" "),
  ]),
  "batch/v1:Job": under("spec", ["completions", "parallelism", "selector", "template"]),
  "core/v1:PersistentVolume": under("spec", VOLUME_SOURCES),
  "core/v1:PersistentVolumeClaim": under("spec", [
    ..."accessModes selector storageClassName volumeName".split(" "),
  ]),
  "core/v1:Pod": [
    ...under("spec", POD),
    ...under("spec.containers", CONTAINER),
    ...under("spec.initContainers", CONTAINER),
  ],
  "core/v1:ResourceQuota": ["spec.scopes"],
  "core/v1:Secret": ["type"],
  "core/v1:Service": ["spec.clusterIP"],
  "rbac.authorization.k8s.io/v1:ClusterRoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/v1:RoleBinding": ["roleRef"],
  "storage.k8s.io/v1:StorageClass": ["parameters", "provisioner"],
};

const IMMUTABLE = "field is immutable";

/**
 * Properties that the API of Kubernetes 1.35 does not change and that the provider updates all the same, by kind, with the
 * API's reason.
 */
const REFUSED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "batch/v1:Job": {
    "spec.backoffLimitPerIndex": IMMUTABLE,
    "spec.completionMode": IMMUTABLE,
    "spec.managedBy": IMMUTABLE,
    "spec.podFailurePolicy": IMMUTABLE,
    "spec.successPolicy": IMMUTABLE,
  },
  "core/v1:PersistentVolume": { "spec.volumeMode": IMMUTABLE },
  "core/v1:PersistentVolumeClaim": {
    "spec.dataSource": "spec is immutable after creation",
    "spec.dataSourceRef": "spec is immutable after creation",
    "spec.volumeMode": IMMUTABLE,
  },
  "core/v1:Service": {
    "spec.healthCheckNodePort": IMMUTABLE,
    "spec.loadBalancerClass": "may not change once set",
  },
  "networking.k8s.io/v1:IngressClass": { "spec.controller": IMMUTABLE },
  "node.k8s.io/v1:RuntimeClass": { handler: IMMUTABLE },
  "scheduling.k8s.io/v1:PriorityClass": {
    preemptionPolicy: IMMUTABLE,
    value: "may not be changed in an update.",
  },
  "storage.k8s.io/v1:StorageClass": {
    reclaimPolicy: "updates to reclaimPolicy are forbidden.",
    volumeBindingMode: IMMUTABLE,
  },
};

/** Kinds whose data may be declared immutable, and the provider's setting for those that are not. */
const DATA: Readonly<Record<string, { readonly setting: string; readonly properties: readonly string[] }>> = {
  "core/v1:ConfigMap": { setting: "enableConfigMapMutable", properties: ["binaryData", "data"] },
  "core/v1:Secret": { setting: "enableSecretMutable", properties: ["data", "stringData"] },
};

/** Kinds without a namespace; every other kind lives in one. */
const clusterKinds: ReadonlySet<string> = new Set([
  "APIService",
  "CertificateSigningRequest",
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "IngressClass",
  "MutatingWebhookConfiguration",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "RuntimeClass",
  "StorageClass",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
  "VolumeAttachment",
]);

/** True for kinds that belong to the whole cluster. */
export function isClusterKind(kind: string): boolean {
  return clusterKinds.has(kind);
}

/**
 * Properties whose change replaces an object of this kind, under this provider's configuration.
 * @param groupKind type token without its package, for instance `apps/v1:Deployment`
 * @param inputs the object as it is to be
 */
export function replacingProperties(
  groupKind: string,
  config: ProviderConfig,
  inputs: PropertyMap,
): string[] {
  const data = DATA[groupKind];
  const fixed = data !== undefined && (config[data.setting] !== true || inputs["immutable"] === true);
  return [...ALWAYS, ...(REPLACING[groupKind] ?? []), ...(fixed ? data.properties : [])];
}

/** Properties of a kind that neither the API changes nor the provider replaces for: the program has to. */
export const refusedProperties = (groupKind: string): readonly string[] =>
  Object.keys(REFUSED[groupKind] ?? {});

/** What the API refuses of an update, in its own words. */
export function refusedChanges(groupKind: string, before: PropertyMap, after: PropertyMap): Failure[] {
  const held = before["immutable"] === true ? ["immutable", ...(DATA[groupKind]?.properties ?? [])] : [];
  const reasons = {
    ...REFUSED[groupKind],
    ...Object.fromEntries(held.map((property) => [property, `${IMMUTABLE} when \`immutable\` is set`])),
  };
  const changes = diffProperties(before, after);
  return Object.entries(reasons)
    .filter(([property]) => changes.some((change) => matches(change, [property])))
    .map(([property, reason]) => ({ property, reason }));
}
