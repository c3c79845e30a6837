import { violation } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import type { ResourceRule } from "../../support/rule";

/** Annotations by which a cloud's load balancer gets its certificate elsewhere than from `spec.tls`. */
const CERTIFICATES = [
  "alb.ingress.kubernetes.io/certificate-arn",
  "networking.gke.io/managed-certificates",
  "ingress.gcp.kubernetes.io/pre-shared-cert",
  "appgw.ingress.kubernetes.io/appgw-ssl-certificate",
];
/** Annotations of a load balancer that only the own network reaches. */
const INTERNAL = [
  ["alb.ingress.kubernetes.io/scheme", "internal"],
  ["appgw.ingress.kubernetes.io/use-private-ip", "true"],
] as const;
const LISTENERS = "alb.ingress.kubernetes.io/listen-ports";
/** Classes whose tunnel is encrypted whatever the object says. */
const TUNNELS = /^(tailscale|cloudflare-tunnel|ngrok)$/;

/** Whether a certificate's name, which may begin with `*.`, is valid for a host. */
const covers = (name: string, host: string): boolean =>
  name === host || (name.startsWith("*.") && host.slice(host.indexOf(".")) === name.slice(1));

/** Whether the load balancer has its certificate by another way. @throws Undecided */
function isElsewhere({ inputs }: { readonly inputs: Input }): boolean {
  const annotations = inputs.at("metadata", "annotations");
  const listeners = annotations.at(LISTENERS).text ?? "";
  return (
    CERTIFICATES.some((name) => annotations.at(name).isSet) ||
    INTERNAL.some(([name, value]) => annotations.at(name).text === value) ||
    /HTTPS/.test(listeners) ||
    TUNNELS.test(inputs.at("spec", "ingressClassName").text ?? "")
  );
}

/** Hosts of an Ingress without a certificate; `every host` for a rule without a host. @throws Undecided */
function uncovered(spec: Input): readonly string[] {
  const tls = spec.at("tls").items;
  const named = tls.flatMap((one) => one.at("hosts").items.map((host) => host.text ?? ""));
  // An entry without hosts is the controller's default certificate, for all of them.
  if (tls.some((one) => one.at("hosts").items.length === 0)) return [];
  const hosts = spec.at("rules").items.map((rule) => rule.at("host").text ?? "");
  const open = hosts.filter((host) => !named.some((name) => covers(name, host)));
  if (open.length === 0 && hosts.length === 0 && tls.length === 0) return ["every host"];
  return open.map((host) => (host === "" ? "every host" : host));
}

const GATEWAYS = ["v1", "v1beta1", "v1alpha2"].map(
  (version) => `kubernetes:gateway.networking.k8s.io/${version}:Gateway`,
);

/** Whether a Gateway listens in clear alone: beside a listener with TLS, one of HTTP redirects. @throws Undecided */
function isClear(spec: Input): boolean {
  const protocols = spec.at("listeners").items.map((one) => one.at("protocol").text);
  return protocols.length > 0 && protocols.every((protocol) => protocol === "HTTP");
}

/** Passwords and data cross networks that others own. */
export const ingressIsEncrypted: ResourceRule = {
  name: "ingress-is-encrypted",
  demands: "An Ingress has a certificate for each of its hosts, and a Gateway a listener with TLS.",
  sources: ["Polaris tlsSettingsMissing", "TASK-7"],
  profile: "general",
  severity: "high",
  types: [
    ...["networking.k8s.io/v1", "networking.k8s.io/v1beta1", "extensions/v1beta1"].map(
      (version) => `kubernetes:${version}:Ingress`,
    ),
    ...GATEWAYS,
  ],
  *check(subject) {
    if (GATEWAYS.includes(subject.type)) {
      if (isClear(subject.inputs.at("spec")))
        yield violation(
          subject,
          "all of its listeners are of protocol HTTP",
          "traffic from outside must be encrypted",
          "add a listener of protocol HTTPS with certificateRefs",
        );
      return;
    }
    const open = uncovered(subject.inputs.at("spec"));
    if (open.length === 0 || isElsewhere(subject)) return;
    yield violation(
      subject,
      `no entry of tls is for ${[...new Set(open)].join(", ")}`,
      "traffic from outside must be encrypted",
      "name the hosts in spec.tls with their certificate's Secret",
    );
  },
};
