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

/** Passwords and data cross networks that others own. */
export const ingressIsEncrypted: ResourceRule = {
  name: "ingress-is-encrypted",
  demands: "An Ingress has a certificate for each of its hosts.",
  sources: ["Polaris tlsSettingsMissing", "TASK-7"],
  profile: "general",
  severity: "high",
  types: ["networking.k8s.io/v1", "networking.k8s.io/v1beta1", "extensions/v1beta1"].map(
    (version) => `kubernetes:${version}:Ingress`,
  ),
  *check(subject) {
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
