import { ingressIsEncrypted } from "../../../../policies/rules/exposure/ingress-is-encrypted";
import { networkPolicyNamesItsPeers } from "../../../../policies/rules/exposure/network-policy-names-its-peers";
import { securityGroupIsNotOpen } from "../../../../policies/rules/exposure/security-group-is-not-open";
import { serviceIsNotExposed } from "../../../../policies/rules/exposure/service-is-not-exposed";
import { unknown, type Fields, type Value } from "../../../../policies/support/input/value";
import { describeRule, resource, undecidedOn } from "../../support/cases";

const ingress = (spec: Fields, annotations: Fields = {}) => [
  resource("kubernetes:networking.k8s.io/v1:Ingress", "site", {
    metadata: { name: "site", annotations },
    spec: { rules: [{ host: "app.example.com" }], ...spec },
  }),
];
const uncovered = (host: string) => [
  `violation | Ingress site: no entry of tls is for ${host}; traffic from outside must be encrypted; name the hosts in spec.tls with their certificate's Secret`,
];
describeRule(ingressIsEncrypted, [
  { name: "accepts its host", given: ingress({ tls: [{ hosts: ["app.example.com"] }] }) },
  { name: "accepts a wildcard", given: ingress({ tls: [{ hosts: ["*.example.com"] }] }) },
  { name: "accepts the controller's certificate", given: ingress({ tls: [{ secretName: "tls" }] }) },
  {
    name: "accepts a load balancer's certificate",
    given: ingress({}, { "alb.ingress.kubernetes.io/certificate-arn": "arn" }),
  },
  {
    name: "accepts listeners of HTTPS",
    given: ingress({}, { "alb.ingress.kubernetes.io/listen-ports": '[{"HTTPS": 443}]' }),
  },
  { name: "accepts a tunnel", given: ingress({ ingressClassName: "tailscale" }) },
  { name: "refuses none", given: ingress({}), says: uncovered("app.example.com") },
  { name: "refuses none of a default backend", given: ingress({ rules: [] }), says: uncovered("every host") },
  {
    name: "refuses a wildcard of another depth",
    given: ingress({ tls: [{ hosts: ["*.app.example.com"] }] }),
    says: uncovered("app.example.com"),
  },
  {
    name: "cannot decide on unknown",
    given: ingress({ tls: unknown }),
    says: undecidedOn("Ingress site", "spec.tls"),
  },
]);

const service = (spec: Fields) => [resource("kubernetes:core/v1:Service", "db", { spec })];
const exposed = (what: string) => [
  `violation | Service db: ${what}; only a site may be reached from everywhere; use type ClusterIP behind an Ingress, or name the networks in loadBalancerSourceRanges`,
];
const balancer = (more: Fields) => service({ type: "LoadBalancer", ports: [{ port: 5432 }], ...more });
describeRule(serviceIsNotExposed, [
  { name: "accepts one of the cluster", given: service({ ports: [{ port: 5432 }] }) },
  { name: "accepts a site", given: balancer({ ports: [{ port: 443 }, { port: 80 }] }) },
  { name: "accepts named networks", given: balancer({ loadBalancerSourceRanges: ["10.0.0.0/8"] }) },
  {
    name: "refuses a port of every node",
    given: service({ type: "NodePort" }),
    says: exposed("type NodePort opens a port of every node"),
  },
  {
    name: "refuses an address of its own",
    given: service({ externalIPs: ["203.0.113.7"] }),
    says: exposed("externalIPs takes over addresses of the network"),
  },
  ...[["0.0.0.0/0"], ["10.0.0.0/8", "::/0"], ["0.0.0.0/1", "128.0.0.0/1"], []].map((ranges) => ({
    name: `refuses the networks ${ranges.join(", ")}`,
    given: balancer({ loadBalancerSourceRanges: ranges }),
    says: exposed("its load balancer opens port 5432 to every address"),
  })),
  {
    name: "cannot decide on unknown",
    given: balancer({ loadBalancerSourceRanges: unknown }),
    says: undecidedOn("Service db", "spec.loadBalancerSourceRanges"),
  },
]);

const policy = (rule: Value) => [
  resource("kubernetes:networking.k8s.io/v1:NetworkPolicy", "db", { spec: { ingress: [rule] } }),
];
const opens = (what: string) => [
  `violation | NetworkPolicy db: ingress[0] lets everybody reach ${what}; the peers must be named; name pods, namespaces or ranges in from`,
];
const ports = [{ port: 5432 }];
describeRule(networkPolicyNamesItsPeers, [
  { name: "accepts pods", given: policy({ from: [{ podSelector: {} }], ports }) },
  {
    name: "accepts pods of every namespace by a label",
    given: policy({
      from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: "api" } } }],
      ports,
    }),
  },
  {
    name: "accepts everybody at a site's port",
    given: policy({ ports: [{ port: 8080 }, { port: "http" }] }),
  },
  { name: "refuses everybody", given: policy({}), says: opens("all ports") },
  { name: "refuses no peers", given: policy({ from: [], ports }), says: opens("port 5432") },
  {
    name: "refuses every namespace",
    given: policy({ from: [{ namespaceSelector: {} }], ports }),
    says: opens("port 5432"),
  },
  {
    name: "refuses every address",
    given: policy({ from: [{ podSelector: {} }, { ipBlock: { cidr: "::/0" } }], ports }),
    says: opens("port 5432"),
  },
  {
    name: "cannot decide on unknown",
    given: policy({ from: unknown }),
    says: undecidedOn("NetworkPolicy db", "spec.ingress[0].from"),
  },
]);

const group = (rule: Fields) => [
  resource("aws:ec2/securityGroup:SecurityGroup", "db", { ingress: [{ protocol: "tcp", ...rule }] }),
];
const alone = (type: string) => [
  resource("aws:ec2/securityGroupRule:SecurityGroupRule", "db", {
    type,
    protocol: "tcp",
    fromPort: 0,
    toPort: 65_535,
    ipv6CidrBlocks: ["::/0"],
  }),
];
const open = (what: string) =>
  `violation | ${what} to every address; only named networks may reach it; name the networks, or the security groups, that need it`;
describeRule(securityGroupIsNotOpen, [
  { name: "accepts a site", given: group({ fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }) },
  { name: "accepts a network", given: group({ fromPort: 22, toPort: 22, cidrBlocks: ["10.0.0.0/8"] }) },
  { name: "accepts what goes out", given: alone("egress") },
  {
    name: "refuses a range with a closed port in it",
    given: group({ fromPort: 20, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }),
    says: [open("SecurityGroup db: ingress[0] opens port 20, 21, 22")],
  },
  {
    name: "refuses all ports",
    given: group({ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }),
    says: [open("SecurityGroup db: ingress[0] opens port all")],
  },
  {
    name: "refuses a rule by itself",
    given: [
      resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "db", {
        ipProtocol: "tcp",
        fromPort: 5432,
        toPort: 5432,
        cidrIpv4: "0.0.0.0/0",
      }),
    ],
    says: [open("SecurityGroupIngressRule db: the rule opens port 5432")],
  },
  {
    name: "cannot decide on unknown",
    given: group({ cidrBlocks: unknown }),
    says: undecidedOn("SecurityGroup db", "ingress[0].cidrBlocks"),
  },
]);
