import { BlockList, isIPv6 } from "node:net";
import { z } from "zod";
import type { Registered } from "./pulumi-mocks";

const labels = z.record(z.string(), z.string());
const selector = z.object({
  matchLabels: labels.optional(),
  matchExpressions: z
    .array(z.object({ key: z.string(), operator: z.literal("In"), values: z.array(z.string()) }))
    .optional(),
});
const peer = z.object({
  podSelector: selector.optional(),
  namespaceSelector: selector.optional(),
  ipBlock: z.object({ cidr: z.string(), except: z.array(z.string()).optional() }).optional(),
});
const ports = z.array(z.object({ protocol: z.string(), port: z.number() })).min(1);
const policySchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z.object({
    podSelector: selector,
    policyTypes: z.array(z.enum(["Ingress", "Egress"])),
    ingress: z.array(z.object({ from: z.array(peer).min(1), ports })).optional(),
    egress: z.array(z.object({ to: z.array(peer).min(1), ports })).optional(),
  }),
});

/** A NetworkPolicy whose every rule names both peers and ports: a rule without either would be open. */
export type Policy = z.infer<typeof policySchema>;

/** The NetworkPolicies among resources. @throws ZodError for one with an open rule */
export function policiesOf(resources: readonly Registered[]): readonly Policy[] {
  return resources
    .filter(({ type }) => type === "kubernetes:networking.k8s.io/v1:NetworkPolicy")
    .map(({ inputs }) => policySchema.parse(inputs));
}

/** A pod as a policy sees it. */
export interface Pod {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** One end of a flow: a pod, or an address outside the cluster. */
export type End = Pod | string;

const chosen = (by: z.infer<typeof selector>, of: Readonly<Record<string, string>>): boolean =>
  Object.entries(by.matchLabels ?? {}).every(([name, value]) => of[name] === value) &&
  (by.matchExpressions ?? []).every(({ key, values }) => values.includes(of[key] ?? ""));

function inNetwork(address: string, cidrs: readonly string[]): boolean {
  const list = new BlockList();
  // Node itself takes an IPv4 address for one of ::/0.
  for (const cidr of cidrs.filter((each) => each.includes(":") === isIPv6(address))) {
    const [net = "", prefix = ""] = cidr.split("/");
    list.addSubnet(net, Number(prefix), isIPv6(net) ? "ipv6" : "ipv4");
  }
  return list.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

function matches(rule: z.infer<typeof peer>, end: End, own: string): boolean {
  if (typeof end === "string")
    return (
      rule.ipBlock !== undefined &&
      inNetwork(end, [rule.ipBlock.cidr]) &&
      !inNetwork(end, rule.ipBlock.except ?? [])
    );
  if (rule.ipBlock !== undefined) return false;
  const there =
    rule.namespaceSelector === undefined
      ? end.namespace === own
      : chosen(rule.namespaceSelector, { "kubernetes.io/metadata.name": end.namespace });
  return there && (rule.podSelector === undefined || chosen(rule.podSelector, end.labels));
}

/** Whether policies of a pod let a flow go by, as a network plug-in decides: what nothing chooses is open. */
function lets(
  policies: readonly Policy[],
  direction: "Ingress" | "Egress",
  pod: Pod,
  other: End,
  port: number,
  protocol: string,
): boolean {
  const its = policies.filter(
    ({ metadata, spec }) =>
      metadata.namespace === pod.namespace &&
      spec.policyTypes.includes(direction) &&
      chosen(spec.podSelector, pod.labels),
  );
  if (its.length === 0) return true;
  return its.some(({ metadata, spec }) => {
    const rules =
      direction === "Ingress"
        ? (spec.ingress ?? []).map(({ from, ports: open }) => ({ peers: from, open }))
        : (spec.egress ?? []).map(({ to, ports: open }) => ({ peers: to, open }));
    return rules.some(
      ({ peers, open }) =>
        open.some((each) => each.port === port && each.protocol === protocol) &&
        peers.some((each) => matches(each, other, metadata.namespace)),
    );
  });
}

/** Whether a flow is open from end to end: its sender may send, and its receiver may receive. */
export function flows(
  policies: readonly Policy[],
  from: End,
  to: End,
  port: number,
  protocol = "TCP",
): boolean {
  return (
    (typeof from === "string" || lets(policies, "Egress", from, to, port, protocol)) &&
    (typeof to === "string" || lets(policies, "Ingress", to, from, port, protocol))
  );
}
