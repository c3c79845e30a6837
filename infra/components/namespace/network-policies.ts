import type { networking } from "@pulumi/kubernetes/types/input";
import type { Domain, Service, Workload } from "../../catalog/types";
import type { Settings } from "../../config";
import { jsonMetrics } from "../../scraping/application-metrics";
import { exporter } from "../../scraping/exporter";
import { jsonExporter, readsJson } from "../../scraping/json-exporter";
import type { JobRuntime } from "../jobs/job-runtime";
import {
  anywhere,
  componentIn,
  hostPeers,
  internet,
  namespacePeer,
  networkPeers,
  tcp,
} from "./network-peers";
import { serverPods, serverPolicies } from "./server-policies";
import { workloadSelector } from "../workloads/workload-service";

/** What the network of a service is made of. */
export interface NetworkArgs {
  readonly service: {
    readonly id: string;
    readonly workloads: Service["workloads"];
    readonly domains: readonly Pick<Domain, "workload" | "port">[];
  };
  readonly network: Settings["network"];
  /** Namespace that metrics are scraped from. */
  readonly monitoringNamespace: string;
  /** Hosts of the serving database and, after it, of the one that is restored into for proof, and their port. */
  readonly database: {
    readonly hosts: readonly string[];
    readonly port: number;
    /** Whether the first of the hosts is a server in this namespace. @default false */
    readonly inside?: boolean;
  };
  readonly s3Endpoint: string | undefined;
  /** Jobs and steps by the label `app.kubernetes.io/component` of their pods. */
  readonly jobs: Readonly<Record<string, Pick<JobRuntime, "login" | "apiToken">>>;
}

type Component = Workload["component"];

/** Who calls whom within a service: nothing else has a way to go. */
const CALLS: Readonly<Record<Component, readonly Component[]>> = {
  proxy: ["api", "frontend"],
  api: ["cache"],
  worker: ["cache"],
  frontend: [],
  cache: [],
};

/** Component of the pods that migrate. */
const MIGRATE = "migrate";

const DNS_PORT = 53;
/** Port of the Service before the API server, and of the server itself: policies are applied to either. */
const API_PORTS = [443, 6443];

/** What goes to the database. A host that is a name could be anywhere; the port is then the only bound. */
const databaseRule = ({ database: { hosts, port, inside = false } }: NetworkArgs, which = hosts) => ({
  to: inside ? [serverPods, ...(which.length > 1 ? hostPeers(which.slice(1)) : [])] : hostPeers(which),
  ports: tcp(port),
});

/** Questions over HTTPS: the other environment's health, AWS. */
const httpsRules = ({ network, service }: NetworkArgs) => {
  const ports = tcp(443, ...service.domains.map(({ port }) => port));
  return [
    { to: internet(), ports },
    ...(network.endpointCidrs.length === 0 ? [] : [{ to: networkPeers(network.endpointCidrs), ports }]),
  ];
};

/** The object store, where it is not AWS' own public one. */
function storeRules({ s3Endpoint }: NetworkArgs) {
  if (s3Endpoint === undefined) return [];
  const { protocol, hostname, port } = new URL(s3Endpoint);
  const fallback = protocol === "https:" ? 443 : 80;
  const host = hostname.replace(/^\[|\]$/g, "");
  return [{ to: hostPeers([host]), ports: tcp(port === "" ? fallback : Number(port)) }];
}

const servedPorts = (workload: Workload) =>
  tcp(
    ...workload.ports.flatMap(({ servicePort, containerPort }) =>
      servicePort === undefined ? [] : [containerPort],
    ),
  );

const metricsPorts = ({ ports, metrics }: Workload): readonly number[] =>
  ports.filter(({ name }) => name === metrics?.port).map(({ containerPort }) => containerPort);

/** Who may call a workload: the ingress controller where a domain leads to it, its callers, and monitoring. */
function ingressOf(args: NetworkArgs, workload: Workload) {
  const { service, network } = args;
  const ports = servedPorts(workload);
  const callers = service.workloads.filter(({ component }) => CALLS[component].includes(workload.component));
  const reader =
    jsonMetrics(workload) !== undefined
      ? { podSelector: componentIn([jsonExporter.component]) }
      : namespacePeer(args.monitoringNamespace);
  return [
    ...(service.domains.some((domain) => domain.workload === workload.name)
      ? [{ from: [namespacePeer(network.ingressNamespace)], ports }]
      : []),
    ...(callers.length > 0 && ports.length > 0
      ? [{ from: callers.map((each) => ({ podSelector: selector(service.id, each) })), ports }]
      : []),
    ...metricsPorts(workload).map((port) => ({ from: [reader], ports: tcp(port) })),
  ];
}

/** Whom a workload may call: those behind it, the database, and over HTTPS what its guard asks. */
function egressOf(args: NetworkArgs, workload: Workload) {
  const { service } = args;
  const called = service.workloads.filter(
    (each) => CALLS[workload.component].includes(each.component) && servedPorts(each).length > 0,
  );
  return [
    ...called.map((each) => ({
      to: [{ podSelector: selector(service.id, each) }],
      ports: servedPorts(each),
    })),
    ...(workload.pool === undefined ? [] : [databaseRule(args)]),
    ...(workload.writer ? httpsRules(args) : []),
  ];
}

const selector = (service: string, workload: Workload) => ({
  matchLabels: { ...workloadSelector(service, workload) },
});

function workloadPolicy(args: NetworkArgs, workload: Workload) {
  const ingress = ingressOf(args, workload);
  const egress = egressOf(args, workload);
  return {
    name: workload.name,
    spec: {
      podSelector: selector(args.service.id, workload),
      policyTypes: ["Ingress", "Egress"],
      ...(ingress.length === 0 ? {} : { ingress }),
      ...(egress.length === 0 ? {} : { egress }),
    },
  };
}

/** The exporter: monitoring asks it, and it asks the serving database. */
const exporterPolicy = (args: NetworkArgs) => ({
  name: exporter.name,
  spec: {
    podSelector: componentIn([exporter.component]),
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [namespacePeer(args.monitoringNamespace)], ports: tcp(exporter.port) }],
    egress: [databaseRule(args, args.database.hosts.slice(0, 1))],
  },
});

/** json_exporter: monitoring asks it, and it asks the pods whose metrics are JSON, with their token and nobody else. */
const jsonExporterPolicy = ({ service, monitoringNamespace }: NetworkArgs) => ({
  name: jsonExporter.name,
  spec: {
    podSelector: componentIn([jsonExporter.component]),
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [namespacePeer(monitoringNamespace)], ports: tcp(jsonExporter.port) }],
    egress: service.workloads
      .filter((workload) => jsonMetrics(workload) !== undefined)
      .map((workload) => ({
        to: [{ podSelector: selector(service.id, workload) }],
        ports: tcp(...metricsPorts(workload)),
      })),
  },
});

/**
 * The NetworkPolicies of a namespace by name (kubescape C-0260, CIS Kubernetes 5.3.2): nothing goes in or out, then what is
 * needed: names for all, a policy for each workload with its own flows, and for the jobs one for each kind of flow.
 *
 * Every flow is chosen by labels that the pods carry in any case.
 */
export function networkPolicies(args: NetworkArgs) {
  const jobs = Object.entries(args.jobs);
  const named = (which: (job: NetworkArgs["jobs"][string]) => boolean) =>
    jobs.filter(([, job]) => which(job)).map(([name]) => name);
  const toDatabase = [...named(({ login }) => login !== undefined), MIGRATE];
  const out = (
    name: string,
    components: readonly string[],
    egress: networking.v1.NetworkPolicyEgressRule[],
  ) => ({
    name,
    spec: { podSelector: componentIn(components), policyTypes: ["Egress"], egress },
  });
  const kubeSystem = namespacePeer("kube-system");
  return [
    { name: "default-deny", spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] } },
    {
      name: "dns",
      spec: {
        podSelector: {},
        policyTypes: ["Egress"],
        egress: [
          {
            to: [kubeSystem],
            ports: ["UDP", "TCP"].map((protocol) => ({ protocol, port: DNS_PORT })),
          },
        ],
      },
    },
    out(
      "jobs-https",
      // The guard of the migration asks the other environment.
      [...named(() => true), MIGRATE],
      [...httpsRules(args), ...storeRules(args)],
    ),
    out("jobs-database", toDatabase, [databaseRule(args)]),
    out(
      "jobs-kubernetes-api",
      named(({ apiToken }) => apiToken),
      [{ to: anywhere(), ports: tcp(...API_PORTS) }],
    ),
    ...(args.database.inside === true
      ? serverPolicies([...httpsRules(args), ...storeRules(args)], args.network.databaseCidrs)
      : []),
    exporterPolicy(args),
    ...(readsJson(args.service) ? [jsonExporterPolicy(args)] : []),
    ...args.service.workloads.map((workload) => workloadPolicy(args, workload)),
  ];
}
