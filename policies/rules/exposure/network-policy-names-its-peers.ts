import { violation } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import { isAnyAddress } from "../../support/net/any-address";
import type { ResourceRule } from "../../support/rule";

/** Ports at which a pod may serve everybody, by number or by name. */
const WEB = /^(80|443|8000|8080|8443|https?|web|websecure)$/;

const isEmpty = (selector: Input): boolean =>
  selector.isSet &&
  selector.at("matchLabels").entries.length === 0 &&
  selector.at("matchExpressions").items.length === 0;

/** Whether a peer is everybody: every address, or the pods of every namespace. @throws Undecided */
function isEverybody(peer: Input): boolean {
  const block = peer.at("ipBlock");
  if (block.isSet) return isAnyAddress(block.at("cidr").text ?? "") && block.at("except").items.length === 0;
  return (
    isEmpty(peer.at("namespaceSelector")) &&
    !(peer.at("podSelector").isSet && !isEmpty(peer.at("podSelector")))
  );
}

/** Why a rule lets everybody in; undefined if it does not. @throws Undecided */
function opening(rule: Input): string | undefined {
  const peers = rule.at("from").items;
  if (peers.length > 0 && !peers.some(isEverybody)) return undefined;
  const ports = rule.at("ports").items.map((one) => one.at("port").shown);
  if (ports.length === 0) return "all ports";
  const closed = ports.filter((port) => !WEB.test(port));
  return closed.length > 0 ? `port ${closed.join(", ")}` : undefined;
}

const CILIUM = [
  "kubernetes:cilium.io/v2:CiliumNetworkPolicy",
  "kubernetes:cilium.io/v2:CiliumClusterwideNetworkPolicy",
];

/** Why a rule of Cilium lets everybody in; undefined if it does not. @throws Undecided */
function ciliumOpening(rule: Input): string | undefined {
  const entities = rule.at("fromEntities").items.map((one) => one.text ?? "");
  const ranges = rule.at("fromCIDR").items.map((one) => one.text ?? "");
  if (!entities.some((one) => /^(all|world)$/.test(one)) && !ranges.some(isAnyAddress)) return undefined;
  const ports = rule
    .at("toPorts")
    .items.flatMap((one) => one.at("ports").items.map((port) => port.at("port").shown));
  if (ports.length === 0) return "all ports";
  const closed = ports.filter((port) => !WEB.test(port));
  return closed.length > 0 ? `port ${closed.join(", ")}` : undefined;
}

/** A policy that lets everybody in is none. */
export const networkPolicyNamesItsPeers: ResourceRule = {
  name: "network-policy-names-its-peers",
  demands: "A NetworkPolicy lets not everybody in, but at a port for HTTP.",
  sources: ["CIS Kubernetes 5.3.2", "kube-score pod-networkpolicy"],
  profile: "general",
  severity: "high",
  types: [
    "kubernetes:networking.k8s.io/v1:NetworkPolicy",
    "kubernetes:networking.k8s.io/v1:NetworkPolicyPatch",
    ...CILIUM,
  ],
  *check(subject) {
    for (const [index, rule] of subject.inputs.at("spec", "ingress").items.entries()) {
      const found = CILIUM.includes(subject.type) ? ciliumOpening(rule) : opening(rule);
      if (found !== undefined)
        yield violation(
          subject,
          `ingress[${index}] lets everybody reach ${found}`,
          "the peers must be named",
          "name pods, namespaces or ranges in from",
        );
    }
  },
};
