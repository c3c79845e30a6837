import type { Fields } from "../../../../policies/support/input/value";
import { object, one, statement, type Corpus, type CorpusCase } from "../case";

const RBAC = "rbac.authorization.k8s.io/v1";
const PRACTICES = "Kubernetes RBAC good practices";

const role = (what: string, from: string, rule: Fields, kind = "ClusterRole"): CorpusCase => ({
  what,
  from,
  given: [object(`${RBAC}:${kind}`, { rules: [rule] })],
  rules: ["rbac-cannot-escalate"],
});
const rule = (group: string, resources: readonly string[], verbs: readonly string[]): Fields => ({
  apiGroups: [group],
  resources,
  verbs,
});
const binding = (what: string, from: string, name: string): CorpusCase => ({
  what,
  from,
  given: [
    object(`${RBAC}:ClusterRoleBinding`, {
      roleRef: { kind: "ClusterRole", name },
      subjects: [{ kind: "ServiceAccount", name: "ci", namespace: "ci" }],
    }),
  ],
  rules: ["rbac-binds-no-everyone"],
});

const trust = (what: string, from: string, fields: Fields): CorpusCase => ({
  what,
  from,
  given: [one("aws:iam/role:Role", { assumeRolePolicy: statement({ Action: "sts:AssumeRole", ...fields }) })],
  rules: ["role-trust-names-principals", "foreign-trust-has-external-id"],
});
const web = (issuer: string, condition: Fields): Fields => ({
  Action: "sts:AssumeRoleWithWebIdentity",
  Principal: { Federated: `arn:aws:iam::111111111111:oidc-provider/${issuer}` },
  Condition: condition,
});
const key = (what: string, from: string, ...more: readonly Fields[]): CorpusCase => ({
  what,
  from,
  given: [
    one("aws:kms/key:Key", {
      policy: statement(
        { Principal: { AWS: "arn:aws:iam::111111111111:root" }, Action: "kms:*", Resource: "*" },
        ...more,
      ),
    }),
  ],
  rules: ["key-policy-names-principals", "key-policy-trusts-own-account"],
});
const EKS = "oidc.eks.eu-west-1.amazonaws.com/id/ABC";
const GITHUB = "token.actions.githubusercontent.com";

/** Rights that reach further than they say. */
export const accounts: Corpus = {
  "RBAC that escalates": [
    role("escalate on roles", "KSV-0050", rule(RBAC.slice(0, -3), ["clusterroles"], ["escalate"])),
    role(
      "bind on cluster roles",
      "CIS Kubernetes 5.1.8",
      rule(RBAC.slice(0, -3), ["clusterroles"], ["bind"]),
    ),
    role("impersonates users", "CIS Kubernetes 5.1.8", rule("", ["users", "groups"], ["impersonate"])),
    role("reads every secret", "CIS Kubernetes 5.1.2", rule("", ["secrets"], ["get", "list", "watch"])),
    role(
      "reads a namespace's secrets",
      "kube-linter access-to-secrets",
      rule("", ["secrets"], ["list"]),
      "Role",
    ),
    role("runs commands in pods", PRACTICES, rule("", ["pods/exec"], ["create"])),
    role("attaches to pods", PRACTICES, rule("", ["pods/attach", "pods/log"], ["get", "create"]), "Role"),
    role("rewrites admission", "CIS Kubernetes 5.1.12", {
      apiGroups: ["admissionregistration.k8s.io"],
      resources: ["mutatingwebhookconfigurations"],
      verbs: ["patch"],
    }),
    role("asks for tokens", "CIS Kubernetes 5.1.13", rule("", ["serviceaccounts/token"], ["create"])),
    role("reaches kubelets", "CIS Kubernetes 5.1.10", rule("", ["nodes/proxy"], ["get"])),
    role("approves certificates", "CIS Kubernetes 5.1.11", {
      apiGroups: ["certificates.k8s.io"],
      resources: ["certificatesigningrequests/approval"],
      verbs: ["update"],
    }),
    {
      what: "aggregates every role",
      from: "Kubernetes aggregated ClusterRoles",
      given: [object(`${RBAC}:ClusterRole`, { aggregationRule: { clusterRoleSelectors: [{}] } })],
      rules: ["rbac-cannot-escalate"],
    },
    {
      what: "escalate by a patch of a role",
      from: "Pulumi ClusterRolePatch",
      given: [object(`${RBAC}:ClusterRolePatch`, { rules: [rule("*", ["clusterroles"], ["escalate"])] })],
      rules: ["rbac-cannot-escalate"],
    },
    binding("binds admin for the cluster", "Kubernetes user-facing roles", "admin"),
    binding("binds edit for the cluster", "Kubernetes user-facing roles", "edit"),
  ],
  trust: [
    trust("another account without ExternalId", "cfn-guard IAM_EXTERNAL_ID; AWS third-party access", {
      Principal: { AWS: "arn:aws:iam::222222222222:root" },
    }),
    trust("a bare account number", "CKV_AWS_61", { Principal: { AWS: "222222222222" } }),
    trust("a vendor's account beside an unrelated condition", "AWS third-party access", {
      Principal: { AWS: "arn:aws:iam::222222222222:root" },
      Condition: { Bool: { "aws:SecureTransport": "true" } },
    }),
    trust(
      "EKS without audience",
      "EKS IRSA",
      web(EKS, {
        StringEquals: { [`${EKS}:sub`]: "system:serviceaccount:app:api" },
      }),
    ),
    trust(
      "GitHub without audience",
      "CKV_AWS_358",
      web(GITHUB, {
        StringEquals: { [`${GITHUB}:sub`]: "repo:acme/app:ref:refs/heads/main" },
      }),
    ),
    trust(
      "GitHub of any repository",
      "CKV_AWS_358",
      web(GITHUB, {
        StringEquals: { [`${GITHUB}:aud`]: "sts.amazonaws.com" },
        StringLike: { [`${GITHUB}:sub`]: "repo:*" },
      }),
    ),
    key("a key for another root", "prowler kms_key_not_publicly_accessible", {
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::222222222222:root" },
      Action: "kms:*",
      Resource: "*",
    }),
    key("a key that another account decrypts with", "AWS KMS cross-account", {
      Effect: "Allow",
      Principal: { AWS: ["222222222222"] },
      Action: ["kms:Decrypt"],
      Resource: "*",
    }),
  ],
};
