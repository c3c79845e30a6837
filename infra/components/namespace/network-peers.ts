import { isIP } from "node:net";
import type { networking } from "@pulumi/kubernetes/types/input";

type NetworkPeer = networking.v1.NetworkPolicyPeer;

/** The nodes' metadata and with it their credentials lie here: no pod has business with it. */
const LINK_LOCAL = { v4: ["169.254.0.0/16"], v6: ["fe80::/10", "fd00:ec2::254/128"] };

/** Private networks (RFC 1918, RFC 6598, RFC 4193): the cluster, its API server and its neighbours. */
const PRIVATE = {
  v4: ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"],
  v6: ["fc00::/7"],
};

/** Every address but the nodes' own. A NetworkPolicy knows no names, so what is known by name alone is anywhere. */
export function anywhere(): NetworkPeer[] {
  return [
    { ipBlock: { cidr: "0.0.0.0/0", except: LINK_LOCAL.v4 } },
    { ipBlock: { cidr: "::/0", except: LINK_LOCAL.v6 } },
  ];
}

/** The public Internet: every address but private ones. */
export function internet(): NetworkPeer[] {
  return [
    { ipBlock: { cidr: "0.0.0.0/0", except: [...PRIVATE.v4, ...LINK_LOCAL.v4] } },
    { ipBlock: { cidr: "::/0", except: [...PRIVATE.v6, "fe80::/10"] } },
  ];
}

/** These hosts: exactly them where all are addresses, anywhere as soon as one is a name. */
export function hostPeers(hosts: readonly string[]): NetworkPeer[] {
  const each = [...new Set(hosts)];
  if (!each.every((host) => isIP(host) > 0)) return anywhere();
  return each.map((host) => ({ ipBlock: { cidr: `${host}/${isIP(host) === 4 ? 32 : 128}` } }));
}

/** These networks. */
export const networkPeers = (cidrs: readonly string[]): NetworkPeer[] =>
  cidrs.map((cidr) => ({ ipBlock: { cidr } }));

/** Every pod of a namespace, by the label that Kubernetes itself gives it. */
export const namespacePeer = (name: string) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});

/** These ports. */
export const tcp = (...ports: readonly number[]) =>
  [...new Set(ports)].map((port) => ({ protocol: "TCP", port }));

/** Pods of these components. */
export const componentIn = (components: readonly string[]) => ({
  matchExpressions: [{ key: "app.kubernetes.io/component", operator: "In", values: [...components] }],
});
