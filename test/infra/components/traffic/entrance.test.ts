import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { services } from "../../../../infra/catalog";
import { alertEnvironment } from "../../../../infra/alerts/environment";
import { Entrance, type EntranceArgs } from "../../../../infra/components/traffic/entrance";
import { declared, type Resources } from "../../../support/pulumi-mocks";
import { library, primary, standby } from "../../../support/service-fixture";
import { desk, staffedLibrary } from "../../../support/workload-fixture";

const CERTIFICATE = "kubernetes:cert-manager.io/v1:Certificate";
const INGRESS = "kubernetes:networking.k8s.io/v1:Ingress";

const domain = {
  host: "library.example",
  primaryHost: "primary.library.example",
  standbyHost: "dr.library.example",
  serves: "api",
  workload: desk.name,
  port: 443,
  healthPath: "/alive",
  failover: true,
} as const;
const status = {
  host: "status.example",
  serves: "status",
  port: 443,
  healthPath: "/",
  failover: false,
} as const;

const args: EntranceArgs = {
  service: { ...staffedLibrary, domains: [domain, status] },
  config: primary,
  certificates: { issuer: "letsencrypt", issuerKind: "ClusterIssuer", ingressClass: "nginx" },
  namespace: "library-system",
  labels: { "app.kubernetes.io/managed-by": "pulumi" },
};

const made = async (changed: Partial<EntranceArgs> = {}) =>
  (await declared(() => new Entrance("library-entrance", { ...args, ...changed }))).resources;

describe("Entrance", () => {
  let resources: Resources;
  beforeAll(async () => {
    resources = await made();
  });

  it("is one Certificate and an Ingress for each workload that a domain leads to", () => {
    expect(resources.counts()).toEqual({
      [CERTIFICATE]: 1,
      [INGRESS]: 1,
      "lifeboat:index:Entrance": 1,
    });
  });

  it("has a certificate for the hosts of its own side, with a new P-256 key at each renewal (STOCK-13, MAC-7)", () => {
    expect(resources.one(CERTIFICATE).inputs).toMatchObject({
      metadata: { name: "library-tls", namespace: "library-system" },
      spec: {
        secretName: "library-tls",
        issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: "letsencrypt" },
        dnsNames: ["library.example", "primary.library.example"],
        duration: "2160h",
        renewBefore: "720h",
        privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
        usages: ["digital signature", "server auth"],
      },
    });
  });

  it("leads those hosts to the Service over TLS, by the certificate's Secret", () => {
    const backend = { service: { name: desk.name, port: { name: "http" } } };
    const http = { paths: [{ path: "/", pathType: "Prefix", backend }] };
    expect(resources.one(INGRESS).inputs).toMatchObject({
      metadata: { name: "library-desk", namespace: "library-system" },
      spec: {
        ingressClassName: "nginx",
        tls: [{ hosts: ["library.example", "primary.library.example"], secretName: "library-tls" }],
        rules: [
          { host: "library.example", http },
          { host: "primary.library.example", http },
        ],
      },
    });
  });

  it("asks for health at the port that answers it, where that is another one (JACK-1)", async () => {
    const ports = [...desk.ports, { name: "health", containerPort: 3001, servicePort: 3001 }];
    const liveness = { ...desk.probes.liveness, check: { http: "/alive", port: "health" } };
    const workloads = [{ ...desk, ports, probes: { ...desk.probes, liveness } }];
    const other = await made({ service: { ...args.service, workloads } });
    const to = (port: string) => ({ service: { name: desk.name, port: { name: port } } });
    const paths = [
      { path: "/alive", pathType: "Exact", backend: to("health") },
      { path: "/", pathType: "Prefix", backend: to("http") },
    ];
    expect(other.one(INGRESS).inputs).toMatchObject({
      spec: { rules: [{ http: { paths } }, { http: { paths } }] },
    });
  });

  it("is waited for by nobody: an issuer that is slow must not stop a failover", () => {
    for (const type of [CERTIFICATE, INGRESS])
      expect(resources.one(type).inputs).toMatchObject({
        metadata: { annotations: { "pulumi.com/skipAwait": "true" } },
      });
  });

  it("takes issuer and class from config, and the standby's own host on a standby", async () => {
    const other = await made({
      config: standby,
      certificates: { issuer: "internal", issuerKind: "Issuer", ingressClass: "traefik" },
    });
    expect(other.one(CERTIFICATE).inputs).toMatchObject({
      spec: {
        issuerRef: { kind: "Issuer", name: "internal" },
        dnsNames: ["library.example", "dr.library.example"],
      },
    });
    expect(other.one(INGRESS).inputs).toMatchObject({ spec: { ingressClassName: "traefik" } });
  });

  it("is empty where others run every endpoint", async () => {
    const none = await made({ service: { ...staffedLibrary, domains: [status] } });
    expect(none.counts()).toEqual({ "lifeboat:index:Entrance": 1 });
    expect((await made({ service: library })).counts()).toEqual({ "lifeboat:index:Entrance": 1 });
  });

  it("leads nobody to a workload without a Service", async () => {
    const closed = { ...desk, ports: [{ name: "http", containerPort: 8080 }] };
    const { service } = args;
    expect((await made({ service: { ...service, workloads: [closed] } })).all(INGRESS)).toEqual([]);
  });
});

const spec = z.looseObject({ spec: z.looseObject({ dnsNames: z.array(z.string()) }) });

describe.each([primary, standby])("the certificates of a $role", (config) => {
  it.each(services.map((service) => [service.id, service] as const))(
    "hold every host of %s whose expiry an alert asks for",
    async (_id, service) => {
      const resources = await made({ service, config });
      const { ownUrls } = alertEnvironment(service, config);
      expect(ownUrls.length).toBeGreaterThan(0);
      const { dnsNames } = spec.parse(resources.one(CERTIFICATE).inputs).spec;
      expect(dnsNames).toEqual(expect.arrayContaining(ownUrls.map((url) => new URL(url).hostname)));
    },
  );
});
