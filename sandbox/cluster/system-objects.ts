import { readFileSync } from "node:fs";
import type { Addresses } from "./addresses";
import { podPolicy } from "./pod-policy";
import { METRICS_PORT } from "./servers";

/**
 * By how much the sandbox divides the processors that pods request: a laptop has fewer than the stacks' nodes. An HPA
 * measures use by what is requested, so that here it scales up at as much less.
 */
export const CPU_DIVISOR = 20;

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs: readonly string[];
}

const SYSTEM = "kube-system";
const READ = ["get", "list", "watch"];
const RBAC = "rbac.authorization.k8s.io";

/**
 * What a cluster has before anybody uses it: its DNS, the metrics API, their rights, and the policy that divides
 * requested processors.
 * @param ca PEM file of the cluster's authority
 */
export function systemObjects(addresses: Addresses, ca: string): readonly object[] {
  return [
    ...role("system:coredns", [
      { apiGroups: [""], resources: ["services", "pods", "namespaces"], verbs: READ },
      { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: READ },
    ]),
    ...role("system:metrics-server", [
      { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
      { apiGroups: [""], resources: ["pods", "nodes"], verbs: READ },
    ]),
    bound(
      "ClusterRoleBinding",
      "metrics-server:system:auth-delegator",
      "ClusterRole",
      "system:auth-delegator",
    ),
    bound("RoleBinding", "metrics-server-auth-reader", "Role", "extension-apiserver-authentication-reader"),
    ...service(
      "kube-dns",
      addresses.node,
      [
        { name: "dns", protocol: "UDP", port: 53, targetPort: 53 },
        { name: "dns-tcp", protocol: "TCP", port: 53, targetPort: 53 },
      ],
      addresses.dns,
    ),
    ...service("metrics-server", addresses.node, [
      { name: "https", protocol: "TCP", port: 443, targetPort: METRICS_PORT },
    ]),
    {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: "v1beta1.metrics.k8s.io" },
      spec: {
        group: "metrics.k8s.io",
        version: "v1beta1",
        groupPriorityMinimum: 100,
        versionPriority: 100,
        service: { name: "metrics-server", namespace: SYSTEM },
        caBundle: readFileSync(ca).toString("base64"),
      },
    },
    ...dividedRequests(),
  ];
}

function role(user: string, rules: readonly Rule[]): object[] {
  return [
    { apiVersion: `${RBAC}/v1`, kind: "ClusterRole", metadata: { name: user }, rules },
    {
      apiVersion: `${RBAC}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name: user },
      roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: user },
      subjects: [{ apiGroup: RBAC, kind: "User", name: user }],
    },
  ];
}

/** Binds a role that Kubernetes brings to metrics-server. */
function bound(kind: string, name: string, roleKind: string, roleName: string): object {
  return {
    apiVersion: `${RBAC}/v1`,
    kind,
    metadata: { name, ...(kind === "RoleBinding" ? { namespace: SYSTEM } : {}) },
    roleRef: { apiGroup: RBAC, kind: roleKind, name: roleName },
    subjects: [{ apiGroup: RBAC, kind: "User", name: "system:metrics-server" }],
  };
}

interface ServicePort {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  readonly targetPort: number;
}

/** A service of a process on the node itself. */
function service(name: string, node: string, ports: readonly ServicePort[], clusterIP?: string): object[] {
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace: SYSTEM, labels: { "k8s-app": name } },
      spec: { ...(clusterIP === undefined ? {} : { clusterIP }), ports },
    },
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: `${name}-node`, namespace: SYSTEM, labels: { "kubernetes.io/service-name": name } },
      addressType: "IPv4",
      endpoints: [{ addresses: [node], conditions: { ready: true } }],
      ports: ports.map(({ name: port, protocol, targetPort }) => ({
        name: port,
        protocol,
        port: targetPort,
      })),
    },
  ];
}

/** Divides the processors that a pod's containers request, and nothing else of it. */
function dividedRequests(): readonly object[] {
  const divided = (field: string): string => {
    const type = `Object.spec.${field}`;
    const asks = 'has(c.resources) && has(c.resources.requests) && "cpu" in c.resources.requests';
    const cpu = `string(int(quantity(string(c.resources.requests["cpu"])).asApproximateFloat() * 1000.0) / ${CPU_DIVISOR} + 1) + "m"`;
    return (
      `${field}: (has(object.spec.${field}) ? object.spec.${field} : []).filter(c, ${asks}).map(c, ` +
      `${type}{name: c.name, resources: ${type}.resources{requests: {"cpu": ${cpu}}}})`
    );
  };
  const expression = `Object{spec: Object.spec{${divided("containers")}, ${divided("initContainers")}}}`;
  return podPolicy("sandbox-divides-cpu-requests", expression);
}
