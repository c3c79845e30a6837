import type { Fields } from "../../../../policies/support/input/value";
import { object, one, statement } from "../case";
import { casesOf, type Found } from "./kind";

const it = casesOf(
  "ingress-is-encrypted",
  "service-is-not-exposed",
  "network-policy-names-its-peers",
  "security-group-is-not-open",
  "database-server-is-not-public",
  "data-store-is-not-public",

  "bucket-blocks-public-access",
);
const NET = "networking.k8s.io/v1";
const backend = { service: { name: "api", port: { number: 80 } } };
const web = { host: "app.example.com", http: { paths: [{ path: "/", pathType: "Prefix", backend }] } };
const ingress = (spec: Fields, annotations: Fields = {}) =>
  object(`${NET}:Ingress`, { metadata: { name: "it", namespace: "app", annotations }, spec });
const gateway = (...listeners: readonly Fields[]) =>
  object("gateway.networking.k8s.io/v1:Gateway", { spec: { gatewayClassName: "x", listeners } });
const allow = (rule: Fields, app = "db") =>
  object(`${NET}:NetworkPolicy`, {
    spec: { podSelector: { matchLabels: { app } }, policyTypes: ["Ingress"], ingress: [rule] },
  });
const service = (spec: Fields, annotations: Fields = {}) =>
  object("core/v1:Service", { metadata: { name: "it", namespace: "app", annotations }, spec });
const rule = (fields: Fields) =>
  one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", { ipProtocol: "tcp", ...fields });
const oldRule = (fields: Fields) =>
  one("aws:ec2/securityGroupRule:SecurityGroupRule", { type: "ingress", protocol: "tcp", ...fields });
const range = (port: number, cidr = "0.0.0.0/0") => ({ fromPort: port, toPort: port, cidrIpv4: cidr });

/** Ways in from outside. */
export const exposure: Found = {
  dangers: {
    exposure: [
      it(
        "a default backend alone",
        "KICS Ingress Controller Exposes Workload",
        ingress({ defaultBackend: backend }),
      ),
      it(
        "TLS for one of two hosts",
        "Polaris tlsSettingsMissing",
        ingress({
          rules: [web, { ...web, host: "admin.example.com" }],
          tls: [{ hosts: ["app.example.com"], secretName: "tls" }],
        }),
      ),
      it(
        "a Gateway of HTTP alone",
        "Gateway API listeners",
        gateway({ name: "web", port: 80, protocol: "HTTP" }),
      ),
      it(
        "PostgreSQL by a rule of its own",
        "AWS FSBP EC2.19; trivy no_public_ingress_sgr",
        rule(range(5432)),
      ),
      it("every port by IPv6", "trivy no_public_ingress_sgr", rule({ ipProtocol: "-1", cidrIpv6: "::/0" })),
      it(
        "remote desktop",
        "checkov CKV_AWS_25",
        oldRule({ fromPort: 3389, toPort: 3389, cidrBlocks: ["0.0.0.0/0"] }),
      ),
      it(
        "a range of ports with SSH in it",
        "cfn_nag SecurityGroupIngressPortRangeRule",
        oldRule({
          fromPort: 20,
          toPort: 25,
          cidrBlocks: ["0.0.0.0/0"],
        }),
      ),
      it("half of everything", "checkov CKV_AWS_24 by halves", rule(range(22, "128.0.0.0/1"))),
      it(
        "a cluster's instance that is public",
        "checkov CKV_AWS_17",
        one("aws:rds/clusterInstance:ClusterInstance", {
          publiclyAccessible: true,
        }),
      ),
      it(
        "Redshift that is public",
        "checkov CKV_AWS_87",
        one("aws:redshift/cluster:Cluster", {
          publiclyAccessible: true,
        }),
      ),
      it(
        "a DMS instance that is public",
        "cfn_nag DMSReplicationInstanceNotPublicRule",
        one("aws:dms/replicationInstance:ReplicationInstance", { publiclyAccessible: true }),
      ),
      it(
        "OpenSearch for everybody",
        "prowler opensearch_service_domains_not_publicly_accessible",
        one("aws:opensearch/domain:Domain", {
          accessPolicies: statement({ Principal: { AWS: "*" }, Action: "es:*", Resource: "*" }),
        }),
      ),
      it(
        "MSK that is public",
        "prowler kafka_cluster_is_public",
        one("aws:msk/cluster:Cluster", {
          brokerNodeGroupInfo: {
            connectivityInfo: { publicAccess: { type: "SERVICE_PROVIDED_EIPS" } },
          },
        }),
      ),
      it(
        "a snapshot of RDS for all",
        "checkov CKV_AWS_302",
        one("aws:rds/snapshot:Snapshot", {
          sharedAccounts: ["all"],
        }),
      ),
      it(
        "a snapshot of a cluster for all",
        "prowler rds_snapshots_public_access",
        one("aws:rds/clusterSnapshot:ClusterSnapshot", { sharedAccounts: ["all"] }),
      ),
      it(
        "blocks of halves in a policy",
        "kube-score pod-networkpolicy",
        allow({
          from: [{ ipBlock: { cidr: "0.0.0.0/1" } }, { ipBlock: { cidr: "128.0.0.0/1" } }],
          ports: [{ port: 5432 }],
        }),
      ),
      it(
        "every pod of every namespace",
        "network-policy-recipes 02a",
        allow({
          from: [{ namespaceSelector: {}, podSelector: {} }],
          ports: [{ port: 5432 }],
        }),
      ),
      it(
        "the world of Cilium",
        "CiliumNetworkPolicy fromEntities",
        object("cilium.io/v2:CiliumNetworkPolicy", {
          spec: { endpointSelector: { matchLabels: { app: "db" } }, ingress: [{ fromEntities: ["world"] }] },
        }),
      ),
      it(
        "an open access point",
        "checkov CKV_AWS_392",
        one("aws:s3/accessPoint:AccessPoint", {
          bucket: "acme-backups",
          publicAccessBlockConfiguration: { blockPublicPolicy: false, restrictPublicBuckets: false },
        }),
      ),
      it(
        "the account's block lifted",
        "prowler s3_account_level_public_access_blocks",
        one("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", {
          blockPublicPolicy: false,
          restrictPublicBuckets: true,
        }),
      ),
      it(
        "a NodePort in a list",
        "kube-score service-type",
        object("core/v1:ServiceList", {
          items: [{ kind: "Service", spec: { type: "NodePort", ports: [{ port: 5432 }] } }],
        }),
      ),
      it(
        "a NodePort by a patch",
        "kube-score service-type",
        object("core/v1:ServicePatch", {
          spec: { type: "NodePort" },
        }),
      ),
    ],
  },
  alarms: {
    exposure: [
      it(
        "TLS for a host's wildcard",
        "Kubernetes Ingress",
        ingress({
          rules: [web],
          tls: [{ hosts: ["*.example.com"], secretName: "tls" }],
        }),
      ),
      it(
        "TLS at the load balancer",
        "AWS load balancer controller",
        ingress(
          { ingressClassName: "alb", rules: [web] },
          {
            "alb.ingress.kubernetes.io/certificate-arn": "arn:aws:acm:eu-west-1:111111111111:certificate/a",
            "alb.ingress.kubernetes.io/listen-ports": '[{"HTTPS":443}]',
          },
        ),
      ),
      it(
        "an internal load balancer",
        "AWS load balancer controller",
        ingress(
          { ingressClassName: "alb", rules: [web] },
          { "alb.ingress.kubernetes.io/scheme": "internal" },
        ),
      ),
      it(
        "a Gateway that redirects",
        "Gateway API guides",
        gateway(
          { name: "web", port: 80, protocol: "HTTP" },
          { name: "tls", port: 443, protocol: "HTTPS", tls: { certificateRefs: [{ name: "tls" }] } },
        ),
      ),
      it("HTTPS for everybody", "AWS FSBP EC2.18", rule(range(443))),
      it(
        "answers to the world",
        "AWS defaults",
        one("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", {
          ipProtocol: "-1",
          cidrIpv4: "0.0.0.0/0",
        }),
      ),
      it(
        "egress by an old rule",
        "AWS defaults",
        oldRule({
          type: "egress",
          protocol: "-1",
          fromPort: 0,
          toPort: 0,
          cidrBlocks: ["0.0.0.0/0"],
        }),
      ),
      it(
        "its own members",
        "AWS security groups",
        oldRule({ protocol: "-1", fromPort: 0, toPort: 0, self: true }),
      ),
      it("a network's addresses", "AWS security groups", rule(range(5432, "10.0.0.0/8"))),
      it(
        "another group's members",
        "AWS security groups",
        rule({
          fromPort: 5432,
          toPort: 5432,
          referencedSecurityGroupId: "sg-1",
        }),
      ),
      it(
        "pings",
        "AWS security groups",
        rule({ ipProtocol: "icmp", fromPort: 8, toPort: -1, cidrIpv4: "0.0.0.0/0" }),
      ),
      it(
        "a private instance",
        "checkov CKV_AWS_17",
        one("aws:rds/clusterInstance:ClusterInstance", {
          publiclyAccessible: false,
        }),
      ),
      it(
        "a snapshot for one account",
        "AWS RDS",
        one("aws:rds/snapshot:Snapshot", {
          sharedAccounts: ["111111111111"],
        }),
      ),
      it(
        "MSK in its network",
        "AWS MSK",
        one("aws:msk/cluster:Cluster", {
          brokerNodeGroupInfo: { connectivityInfo: { publicAccess: { type: "DISABLED" } } },
        }),
      ),
      it(
        "OpenSearch in a network",
        "AWS OpenSearch",
        one("aws:opensearch/domain:Domain", {
          vpcOptions: { subnetIds: ["subnet-1"] },
          accessPolicies: statement({ Principal: { AWS: "*" }, Action: "es:*", Resource: "*" }),
        }),
      ),
      it(
        "namespaces by label",
        "network-policy-recipes",
        allow({
          from: [{ namespaceSelector: { matchLabels: { team: "a" } } }],
        }),
      ),
      it(
        "the web for an ingress controller",
        "ingress-nginx",
        allow({ from: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: [{ port: 443 }] }, "ingress-nginx"),
      ),
      it(
        "the cluster of Cilium",
        "Cilium docs",
        object("cilium.io/v2:CiliumNetworkPolicy", {
          spec: {
            endpointSelector: { matchLabels: { app: "db" } },
            ingress: [{ fromEndpoints: [{ matchLabels: { app: "api" } }] }],
          },
        }),
      ),
      it(
        "a plain service in a list",
        "Kubernetes",
        object("core/v1:ServiceList", {
          items: [{ kind: "Service", spec: { ports: [{ port: 80 }] } }],
        }),
      ),
      it("a plain service", "Kubernetes", service({ ports: [{ port: 5432 }] })),
      it("a site of HTTPS", "AWS NLB", service({ type: "LoadBalancer", ports: [{ port: 443 }] })),
      it(
        "the account's block",
        "AWS FSBP S3.1",
        one("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", {
          blockPublicAcls: true,
          blockPublicPolicy: true,
          ignorePublicAcls: true,
          restrictPublicBuckets: true,
        }),
      ),
    ],
  },
};
