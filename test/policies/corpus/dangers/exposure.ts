import type { Fields } from "../../../../policies/support/input/value";
import { object, one, pod, type Corpus, type CorpusCase } from "../case";

const NET = "networking.k8s.io/v1";
const backend = { paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "api" } } }] };
const ingress = (what: string, spec: Fields, type = `${NET}:Ingress`): CorpusCase => ({
  what,
  from: "KICS Ingress Controller Exposes Workload; Polaris tlsSettingsMissing",
  given: [object(type, { spec: { rules: [{ host: "app.example.com", http: backend }], ...spec } })],
  rules: ["ingress-is-encrypted"],
});
const service = (what: string, from: string, spec: Fields): CorpusCase => ({
  what,
  from,
  given: [object("core/v1:Service", { spec: { selector: { app: "db" }, ...spec } })],
  rules: ["service-is-not-exposed"],
});
const policy = (what: string, rule: Fields): CorpusCase => ({
  what,
  from: "kube-score pod-networkpolicy; network-policy-recipes 02a",
  given: [
    object(`${NET}:NetworkPolicy`, {
      spec: { podSelector: { matchLabels: { app: "db" } }, policyTypes: ["Ingress"], ingress: [rule] },
    }),
  ],
  rules: ["network-policy-names-its-peers", "namespace-has-default-deny"],
});
const group = (what: string, from: string, ingressRule: Fields): CorpusCase => ({
  what,
  from,
  given: [one("aws:ec2/securityGroup:SecurityGroup", { ingress: [{ protocol: "tcp", ...ingressRule }] })],
  rules: ["security-group-is-not-open"],
});

const DANGEROUS = {
  privileged: pod({ securityContext: { privileged: true } }),
  hostPath: pod({}, { volumes: [{ name: "root", hostPath: { path: "/" } }] }),
  hostNetwork: pod({}, { hostNetwork: true }),
} as const;
const hidden = (what: string, type: string, inputs: Fields): CorpusCase => ({
  what,
  from: "Pod Security Standards: baseline",
  given: [object(type, inputs)],
  rules: ["pod-shares-nothing-with-its-node", "container-cannot-escalate", "values-loosen-no-guard"],
});

/** Ways in from outside, and pods that a kind hides. */
export const exposure: Corpus = {
  exposure: [
    ingress("an Ingress without TLS", {}),
    ingress("an empty list of TLS", { tls: [] }),
    ingress("TLS for another host alone", { tls: [{ hosts: ["other.example.com"], secretName: "tls" }] }),
    ingress("TLS for a wildcard of another depth", { tls: [{ hosts: ["*.app.example.com"] }] }),
    ingress("an Ingress of an old version", {}, "extensions/v1beta1:Ingress"),
    service("a NodePort", "kube-linter exposed-services", {
      type: "NodePort",
      ports: [{ port: 80, nodePort: 30080 }],
    }),
    service("a database for every address", "kube-linter exposed-services", {
      type: "LoadBalancer",
      ports: [{ port: 5432 }],
    }),
    service("a range that is everything", "Azure AKS authorized ranges", {
      type: "LoadBalancer",
      loadBalancerSourceRanges: ["0.0.0.0/0"],
      ports: [{ port: 6379 }],
    }),
    service("two halves of everything", "checkov CKV_AWS_24 by halves", {
      type: "LoadBalancer",
      loadBalancerSourceRanges: ["0.0.0.0/1", "128.0.0.0/1"],
      ports: [{ port: 3306 }],
    }),
    service("external addresses", "CVE-2020-8554", { externalIPs: ["203.0.113.7"], ports: [{ port: 443 }] }),
    policy("everybody", {}),
    policy("every address", { from: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: [{ port: 5432 }] }),
    policy("every address of IPv6", { from: [{ ipBlock: { cidr: "::/0" } }], ports: [{ port: 5432 }] }),
    policy("every namespace", { from: [{ namespaceSelector: {} }], ports: [{ port: 5432 }] }),
    policy("an empty list of peers", { from: [], ports: [{ port: 6379 }] }),
    group("SSH from everywhere", "AWS FSBP EC2.13; CKV_AWS_24", {
      fromPort: 22,
      toPort: 22,
      cidrBlocks: ["0.0.0.0/0"],
    }),
    group("PostgreSQL from everywhere", "AWS FSBP EC2.19", {
      fromPort: 5432,
      toPort: 5432,
      cidrBlocks: ["0.0.0.0/0"],
    }),
    group("all ports from everywhere", "CKV_AWS_277", {
      protocol: "-1",
      fromPort: 0,
      toPort: 0,
      ipv6CidrBlocks: ["::/0"],
    }),
  ],
  "kinds that hide a pod": [
    hidden("a Deployment's patch", "apps/v1:DeploymentPatch", {
      spec: { template: { spec: DANGEROUS.privileged } },
    }),
    hidden("a DaemonSet's patch", "apps/v1:DaemonSetPatch", {
      spec: { template: { spec: DANGEROUS.hostPath } },
    }),
    hidden("a list of Deployments", "apps/v1:DeploymentList", {
      items: [{ kind: "Deployment", spec: { template: { spec: DANGEROUS.hostNetwork } } }],
    }),
    hidden("a list of Pods", "core/v1:PodList", { items: [{ kind: "Pod", spec: DANGEROUS.privileged }] }),
    hidden("a Rollout", "argoproj.io/v1alpha1:Rollout", { spec: { template: { spec: DANGEROUS.hostPath } } }),
    hidden("a PodTemplate", "core/v1:PodTemplate", { template: { spec: DANGEROUS.privileged } }),
    hidden("an old CronJob", "batch/v1beta1:CronJob", {
      spec: { jobTemplate: { spec: { template: { spec: DANGEROUS.hostNetwork } } } },
    }),
    hidden("values of a Helm release", "helm.sh/v3:Release", {
      values: { controller: { containerSecurityContext: { privileged: true } } },
    }),
    hidden("values of a Helm chart", "helm.sh/v4:Chart", { values: { agent: { hostNetwork: true } } }),
  ],
};
