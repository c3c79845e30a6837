import { violation } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import { isAnyAddress } from "../../support/net/any-address";
import type { ResourceRule } from "../../support/rule";

/** Ports that a public site has. */
const WEB: readonly (number | undefined)[] = [80, 443];

/** Annotations of a load balancer that only the own network reaches. */
const INTERNAL: readonly (readonly [annotation: string, value: RegExp])[] = [
  ["service.beta.kubernetes.io/aws-load-balancer-internal", /^(true|0\.0\.0\.0\/0)$/],
  ["service.beta.kubernetes.io/aws-load-balancer-scheme", /^internal$/],
  ["service.beta.kubernetes.io/azure-load-balancer-internal", /^true$/],
  ["networking.gke.io/load-balancer-type", /^internal$/i],
  ["cloud.google.com/load-balancer-type", /^internal$/i],
];

const isInternal = (annotations: Input): boolean =>
  INTERNAL.some(([name, value]) => value.test(annotations.at(name).isSet ? annotations.at(name).shown : ""));

/** How a Service is reached from outside; undefined if it is not, or as a site may be. @throws Undecided */
function opening(inputs: Input): string | undefined {
  const spec = inputs.at("spec");
  const addresses = spec.at("externalIPs").items.length;
  if (addresses > 0) return "externalIPs takes over addresses of the network";
  const type = spec.at("type").text;
  if (type === "NodePort") return "type NodePort opens a port of every node";
  if (type !== "LoadBalancer") return undefined;
  const ports = spec.at("ports").items.map((port) => port.at("port").number);
  const closed = ports.filter((port) => !WEB.includes(port));
  const ranges = spec.at("loadBalancerSourceRanges").items.map((range) => range.text ?? "");
  const isOpen = ranges.length === 0 || ranges.some(isAnyAddress);
  if (closed.length === 0 || !isOpen || isInternal(inputs.at("metadata", "annotations"))) return undefined;
  return `its load balancer opens port ${closed.join(", ")} to every address`;
}

/** What is not a site has no business on the internet. */
export const serviceIsNotExposed: ResourceRule = {
  name: "service-is-not-exposed",
  demands:
    "A Service opens no port of the nodes, takes over no address, and lets the internet reach no port but 80 and 443.",
  sources: ["kube-linter exposed-services", "CVE-2020-8554"],
  profile: "general",
  severity: "high",
  types: ["kubernetes:core/v1:Service", "kubernetes:core/v1:ServicePatch"],
  *check(subject) {
    const found = opening(subject.inputs);
    if (found !== undefined)
      yield violation(
        subject,
        found,
        "only a site may be reached from everywhere",
        "use type ClusterIP behind an Ingress, or name the networks in loadBalancerSourceRanges",
      );
  },
};
