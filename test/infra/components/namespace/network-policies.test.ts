import { describe, expect, it } from "vitest";
import { stockWorkloads } from "../../../../infra/catalog/stock-analysis/workloads";
import { networkPolicies, type NetworkArgs } from "../../../../infra/components/namespace/network-policies";
import { primary } from "../../../support/service-fixture";
import { binder, desk, shelf, staffedLibrary } from "../../../support/workload-fixture";

const login = { user: "library_backup", secret: "database-backup" } as const;
const args: NetworkArgs = {
  service: { id: "library", workloads: [shelf, desk, binder], domains: [{ workload: desk.name, port: 443 }] },
  network: primary.network,
  monitoringNamespace: "monitoring",
  database: { hosts: ["library.db.example.com"], port: 6432 },
  s3Endpoint: undefined,
  jobs: {
    backup: { login, apiToken: false },
    "config-backup": { apiToken: true },
    smoke: { apiToken: false },
  },
};

const policy = (name: string, changed: Partial<NetworkArgs> = {}): object => {
  const found = networkPolicies({ ...args, ...changed }).find((each) => each.name === name);
  if (found === undefined) throw new Error(`no policy ${name}`);
  return found.spec;
};

describe("networkPolicies", () => {
  it("is a default, names, three kinds of flow of jobs, the exporter, and one for each workload", () => {
    expect(networkPolicies(args).map(({ name }) => name)).toEqual([
      "default-deny",
      "dns",
      "jobs-https",
      "jobs-database",
      "jobs-kubernetes-api",
      "postgres-exporter",
      "shelf",
      "library-desk",
      "binder",
    ]);
  });

  it("denies everything to all pods before it allows anything", () => {
    expect(policy("default-deny")).toEqual({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
  });

  it("chooses jobs by what they are", () => {
    const values = (name: string) => JSON.stringify(policy(name)).match(/"values":(\[[^\]]*\])/)?.[1];
    expect(values("jobs-https")).toBe('["backup","config-backup","smoke","migrate"]');
    expect(values("jobs-database")).toBe('["backup","migrate"]');
    expect(values("jobs-kubernetes-api")).toBe('["config-backup"]');
  });

  it("names a database by its address alone where it has one", () => {
    const hosts = ["10.1.2.3", "fd12::7", "10.1.2.3"];
    expect(policy("jobs-database", { database: { hosts, port: 6432 } })).toMatchObject({
      egress: [
        {
          to: [{ ipBlock: { cidr: "10.1.2.3/32" } }, { ipBlock: { cidr: "fd12::7/128" } }],
          ports: [{ protocol: "TCP", port: 6432 }],
        },
      ],
    });
  });

  it("is bound by the port alone where a host is a name, and never opens the nodes' metadata", () => {
    const named = policy("jobs-database", {
      database: { hosts: ["10.1.2.3", "db.example.com"], port: 6432 },
    });
    expect(named).toMatchObject({
      egress: [
        {
          to: [
            { ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.0.0/16"] } },
            { ipBlock: { cidr: "::/0", except: ["fe80::/10", "fd00:ec2::254/128"] } },
          ],
          ports: [{ protocol: "TCP", port: 6432 }],
        },
      ],
    });
  });

  it("opens private endpoints and another object store for jobs where config names them", () => {
    const changed = {
      network: { ...primary.network, endpointCidrs: ["10.9.0.0/24"] },
      s3Endpoint: "http://10.8.0.1:9000",
    };
    expect(policy("jobs-https", changed)).toMatchObject({
      egress: [
        { ports: [{ port: 443 }] },
        { to: [{ ipBlock: { cidr: "10.9.0.0/24" } }], ports: [{ port: 443 }] },
        { to: [{ ipBlock: { cidr: "10.8.0.1/32" } }], ports: [{ port: 9000 }] },
      ],
    });
    const ports = (s3Endpoint: string) =>
      JSON.stringify(policy("jobs-https", { s3Endpoint })).match(/"port":\d+/g);
    expect(ports("https://s3.example.com")).toEqual(['"port":443', '"port":443']);
    expect(ports("http://[fd12::8]")).toEqual(['"port":443', '"port":80']);
    expect(JSON.stringify(policy("library-desk", changed))).not.toContain("9000");
  });

  it("names the ingress controller's and monitoring's namespaces as config does", () => {
    const text = stockWorkloads.find(({ name }) => name === "stock-analysis-api")?.metrics ?? expect.fail();
    const changed = {
      network: { ...primary.network, ingressNamespace: "edge" },
      monitoringNamespace: "watch",
      service: {
        ...args.service,
        workloads: [{ ...desk, metrics: { ...text, port: "metrics" } }],
      },
    };
    const from = (name: string) => [
      { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } },
    ];
    expect(policy("library-desk", changed)).toMatchObject({
      podSelector: {
        matchLabels: { "app.kubernetes.io/name": "library-desk", "app.kubernetes.io/part-of": "library" },
      },
      ingress: [
        { from: from("edge"), ports: [{ protocol: "TCP", port: 8080 }] },
        { from: from("watch"), ports: [{ protocol: "TCP", port: 9090 }] },
      ],
    });
  });

  it("lets a cache be called and call nobody", () => {
    expect(policy("shelf")).toEqual({
      podSelector: {
        matchLabels: { "app.kubernetes.io/name": "shelf", "app.kubernetes.io/part-of": "library" },
      },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [desk, binder].map(({ name }) => ({
            podSelector: {
              matchLabels: { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "library" },
            },
          })),
          ports: [{ protocol: "TCP", port: 6379 }],
        },
      ],
    });
  });

  it("opens a domain's own port to the jobs that check its health", () => {
    const service = { ...args.service, domains: [{ workload: desk.name, port: 8443 }] };
    expect(policy("jobs-https", { service })).toMatchObject({
      egress: [{ ports: [{ port: 443 }, { port: 8443 }] }],
    });
  });

  it("has no rule for a service without workloads but those of jobs", () => {
    const names = networkPolicies({ ...args, service: { ...staffedLibrary, workloads: [] } }).map(
      ({ name }) => name,
    );
    expect(names).toHaveLength(6);
  });

  it("lets monitoring alone to the exporter, and the exporter to the serving database alone", () => {
    const database = { hosts: ["10.1.2.3", "10.1.2.4"], port: 6432 };
    expect(policy("postgres-exporter", { database, monitoringNamespace: "watch" })).toEqual({
      podSelector: {
        matchExpressions: [{ key: "app.kubernetes.io/component", operator: "In", values: ["exporter"] }],
      },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "watch" } } }],
          ports: [{ protocol: "TCP", port: 9187 }],
        },
      ],
      egress: [{ to: [{ ipBlock: { cidr: "10.1.2.3/32" } }], ports: [{ protocol: "TCP", port: 6432 }] }],
    });
  });
});
