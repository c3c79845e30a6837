/** Properties that replace any object. */
const always: readonly string[] = ["apiVersion", "kind", "metadata.name", "metadata.namespace"];

/** Immutable properties by kind, as the genuine provider's own table has them. */
const byKind: Readonly<Record<string, readonly string[]>> = {
  "apps/v1:DaemonSet": ["spec.selector"],
  "apps/v1:Deployment": ["spec.selector"],
  "apps/v1:StatefulSet": [
    "spec.podManagementPolicy",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  "batch/v1:Job": [
    "spec.completionMode",
    "spec.completions",
    "spec.parallelism",
    "spec.selector",
    "spec.template",
  ],
  "core/v1:PersistentVolumeClaim": [
    "spec.accessModes",
    "spec.selector",
    "spec.storageClassName",
    "spec.volumeMode",
    "spec.volumeName",
  ],
  "core/v1:Pod": ["spec"],
  "core/v1:ResourceQuota": ["spec.scopes"],
  "core/v1:Service": ["spec.clusterIP"],
  "rbac.authorization.k8s.io/v1:ClusterRoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/v1:RoleBinding": ["roleRef"],
  "scheduling.k8s.io/v1:PriorityClass": ["preemptionPolicy", "value"],
  "storage.k8s.io/v1:StorageClass": ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"],
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
 * @param mutable kinds whose data the provider was told to change in place
 */
export function replacingProperties(
  groupKind: string,
  mutable: { configMap: boolean; secret: boolean },
): string[] {
  const data: readonly string[] =
    groupKind === "core/v1:ConfigMap" && !mutable.configMap
      ? ["binaryData", "data"]
      : groupKind === "core/v1:Secret"
        ? ["type", ...(mutable.secret ? [] : ["data", "stringData"])]
        : [];
  return [...always, ...(byKind[groupKind] ?? []), ...data];
}
