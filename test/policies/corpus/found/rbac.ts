import type { Fields } from "../../../../policies/support/input/value";
import { object } from "../case";
import { casesOf, type Found } from "./kind";

const RBAC = "rbac.authorization.k8s.io/v1";
const GROUP = "rbac.authorization.k8s.io";
const PRACTICES = "Kubernetes RBAC good practices";
const it = casesOf("rbac-cannot-escalate", "rbac-names-what-it-allows", "rbac-binds-no-everyone");

const role = (
  group: string,
  resources: readonly string[],
  verbs: readonly string[],
  more: Fields = {},
  kind = "ClusterRole",
) => object(`${RBAC}:${kind}`, { rules: [{ apiGroups: [group], resources, verbs, ...more }] });
const binding = (kind: string, roleName: string, subject: Fields) =>
  object(`${RBAC}:${kind}`, {
    roleRef: { apiGroup: GROUP, kind: "ClusterRole", name: roleName },
    subjects: [subject],
  });
const group = (name: string): Fields => ({ kind: "Group", name, apiGroup: GROUP });
const account: Fields = { kind: "ServiceAccount", name: "ci", namespace: "ci" };

/** Rights in the cluster. */
export const rbac: Found = {
  dangers: {
    "RBAC that escalates": [
      it(
        "impersonates system:masters alone",
        "trivy impersonate_privileged_groups",
        role("", ["groups"], ["impersonate"], { resourceNames: ["system:masters"] }),
      ),
      it(
        "binds cluster-admin alone",
        "checkov CKV_K8S_157",
        role(GROUP, ["clusterroles"], ["bind"], { resourceNames: ["cluster-admin"] }),
      ),
      it(
        "signs client certificates alone",
        "checkov CKV_K8S_156",
        role("certificates.k8s.io", ["signers"], ["approve"], {
          resourceNames: ["kubernetes.io/kube-apiserver-client"],
        }),
      ),
      it(
        "writes aws-auth",
        "trivy manage_eks_iam_auth_configmap",
        role("", ["configmaps"], ["update", "patch"], { resourceNames: ["aws-auth"] }, "Role"),
      ),
      it("exec of everything", "Kubernetes RBAC */subresource", role("", ["*/exec"], ["create"])),
      it("a wildcard of verbs on secrets", "trivy any_verb", role("", ["secrets"], ["*"])),
      it("makes persistent volumes", PRACTICES, role("", ["persistentvolumes"], ["create"])),
      it(
        "for the anonymous",
        "trivy anonymous_user_bind",
        binding("RoleBinding", "view", { kind: "User", name: "system:anonymous", apiGroup: GROUP }),
      ),
      it(
        "for everybody who logs in",
        "trivy authenticate_group_bind",
        binding("ClusterRoleBinding", "view", group("system:authenticated")),
      ),
      it(
        "for system:masters",
        "trivy masters_group_bind",
        binding("ClusterRoleBinding", "cluster-admin", group("system:masters")),
      ),
      it(
        "cluster-admin in a namespace",
        "trivy cluster_admin_role_is_only_used_where_required",
        binding("RoleBinding", "cluster-admin", account),
      ),
      it(
        "for every service account",
        "EKS best practices",
        binding("ClusterRoleBinding", "edit", group("system:serviceaccounts")),
      ),
      it(
        "aggregates by an empty label selector",
        "Kubernetes LabelSelector",
        object(`${RBAC}:ClusterRole`, { aggregationRule: { clusterRoleSelectors: [{ matchLabels: {} }] } }),
      ),
      it(
        "a list of roles that escalate",
        "Pulumi ClusterRoleList",
        object(`${RBAC}:ClusterRoleList`, {
          items: [{ rules: [{ apiGroups: [GROUP], resources: ["roles"], verbs: ["escalate"] }] }],
        }),
      ),
    ],
  },
  alarms: {
    "RBAC that escalates": [
      it("reads logs", "kube-score", role("", ["pods", "pods/log"], ["get", "list", "watch"])),
      it(
        "reads one secret",
        "Kubernetes RBAC resourceNames",
        role("", ["secrets"], ["get"], { resourceNames: ["app-tls"] }, "Role"),
      ),
      it(
        "reviews tokens",
        "system:auth-delegator",
        role("authentication.k8s.io", ["tokenreviews"], ["create"]),
      ),
      it(
        "elects a leader",
        "controller-runtime",
        role("coordination.k8s.io", ["leases"], ["get", "create", "update"], {}, "Role"),
      ),
      it("evicts", "kubectl drain", role("", ["pods/eviction"], ["create"])),
      it(
        "reads webhooks",
        "kube-state-metrics",
        role("admissionregistration.k8s.io", ["mutatingwebhookconfigurations"], ["get", "list", "watch"]),
      ),
      it(
        "signs for kubelets",
        "kubelet-csr-approver",
        role("certificates.k8s.io", ["signers"], ["approve"], {
          resourceNames: ["kubernetes.io/kubelet-serving"],
        }),
      ),
      it(
        "writes its own settings",
        "controller-runtime",
        role("", ["configmaps"], ["update"], { resourceNames: ["it-settings"] }, "Role"),
      ),
      it(
        "view for the cluster",
        "Kubernetes user-facing roles",
        binding("ClusterRoleBinding", "view", account),
      ),
      it(
        "edit in a namespace",
        "Kubernetes user-facing roles",
        binding("RoleBinding", "edit", group("team-orders")),
      ),
      it(
        "discovery for all",
        "Kubernetes default bindings",
        binding("ClusterRoleBinding", "system:public-info-viewer", group("system:authenticated")),
      ),
      it(
        "aggregates by its own label",
        "prometheus-operator",
        object(`${RBAC}:ClusterRole`, {
          aggregationRule: { clusterRoleSelectors: [{ matchLabels: { "acme.example/monitoring": "true" } }] },
        }),
      ),
      it(
        "a token for one account",
        "external-secrets",
        role("", ["serviceaccounts/token"], ["create"], { resourceNames: ["reader"] }, "Role"),
      ),
      it("reads persistent volumes", "kube-state-metrics", role("", ["persistentvolumes"], ["get", "list"])),
    ],
  },
};
