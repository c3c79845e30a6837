import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { services } from "../../../../infra/catalog";
import { jobs } from "../../../../infra/catalog/jobs";
import type { Settings } from "../../../../infra/config";
import { readsJson } from "../../../../infra/scraping/json-exporter";
import type { Takeover } from "../../../../infra/recovery/takeover";
import { environments } from "../../../support/catalog-environments";
import { flows, policiesOf, type Pod, type Policy } from "../../../support/network-flows";
import type { Registered } from "../../../support/pulumi-mocks";
import { primary, standby } from "../../../support/service-fixture";

const container = z.looseObject({
  name: z.string(),
  env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).default([]),
});
const template = z.object({
  metadata: z.object({ labels: z.record(z.string(), z.string()) }),
  spec: z.looseObject({
    automountServiceAccountToken: z.boolean(),
    initContainers: z.array(container).default([]),
    containers: z.array(container),
  }),
});
const direct = z.object({
  metadata: z.looseObject({ namespace: z.string() }),
  spec: z.looseObject({ template }),
});
const scheduled = z.object({
  metadata: z.looseObject({ namespace: z.string() }),
  spec: z.looseObject({ jobTemplate: z.looseObject({ spec: z.looseObject({ template }) }) }),
});

/** A pod, and what its template says of its needs. */
interface Template extends Pod {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  readonly token: boolean;
  /** Whether it asks another environment for its health. */
  readonly asks: boolean;
}

const KINDS = ["apps/v1:Deployment", "batch/v1:Job", "batch/v1:CronJob"].map((kind) => `kubernetes:${kind}`);

function templates(resources: readonly Registered[]): readonly Template[] {
  return resources
    .filter(({ type }) => KINDS.includes(type))
    .map(({ type, name, inputs }) => {
      const cron = type.endsWith("CronJob") ? scheduled.parse(inputs) : undefined;
      const pod = cron?.spec.jobTemplate.spec.template ?? direct.parse(inputs).spec.template;
      const { namespace } = z.looseObject({ namespace: z.string() }).parse(inputs["metadata"]);
      const all = [...pod.spec.initContainers, ...pod.spec.containers];
      return {
        name,
        namespace,
        labels: pod.metadata.labels,
        env: Object.fromEntries(all.flatMap(({ env }) => env.map((each) => [each.name, each.value ?? ""]))),
        token: pod.spec.automountServiceAccountToken,
        asks: all.some((each) => ["fence-check", "smoke"].includes(each.name)),
      };
    });
}

/** Namespaces of prod whose pods the lists below name; another service's are proved by the tests that name no pod. */
const NAMESPACES = [
  "dotmac-production",
  "jackpot-service",
  "kyb-platform",
  "stock-analysis-system",
  "tasks-app",
];
const inProd = ({ namespace }: Pod): string => namespace.replace(/-dr$/, "");
const isNamed = (pod: Pod): boolean => NAMESPACES.includes(inProd(pod));
const PORTS = [80, 3000, 3001, 6379, 7979, 8000, 8080, 9187];
const PRIVATE = "10.0.5.5";
const PUBLIC = "52.216.0.1";
const METADATA = "169.254.169.254";
const CLUSTER_DNS: Pod = { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } };

describe.each<[string, Settings, Takeover | undefined, readonly string[]]>([
  [
    "standby that takes over",
    { ...standby, posture: "active" },
    { reason: "lost", finalBackup: undefined },
    ["fence-check", "restore", "gate", "migration-backup", "migrate", "smoke"],
  ],
  ["primary that is fenced", { ...primary, posture: "fenced" }, undefined, ["fence"]],
])("the network of a %s", (_name, config, takeover, steps) => {
  let pods: readonly Template[];
  let policies: readonly Policy[];
  beforeAll(async () => {
    const resources = await environments(config, takeover);
    pods = templates(resources);
    policies = policiesOf(resources);
  });

  it("is asked about every kind of pod there is", () => {
    const components = pods.map(({ labels }) => labels["app.kubernetes.io/component"]);
    for (const step of [...steps, ...jobs.map(({ name }) => name), "api"]) expect(components).toContain(step);
    // A CDN is purged on demand, and by a Job where the environment serves.
    const purges =
      services.filter(({ cdn }) => cdn !== undefined).length * (config.posture === "fenced" ? 1 : 2);
    const workloads = services.reduce((sum, service) => sum + service.workloads.length, 0);
    // Beside the jobs and the steps an exporter, and one more where metrics are JSON.
    const exporters = services.length + services.filter(readsJson).length;
    expect(pods).toHaveLength(
      services.length * (jobs.length + steps.length) + exporters + purges + workloads,
    );
  });

  it("lets each pod resolve names, in the cluster's DNS alone", () => {
    for (const pod of pods)
      for (const protocol of ["UDP", "TCP"]) {
        expect(flows(policies, pod, CLUSTER_DNS, 53, protocol), pod.name).toBe(true);
        expect(flows(policies, pod, PUBLIC, 53, protocol), pod.name).toBe(false);
      }
  });

  it("lets to the database who logs in there, and nobody else", () => {
    for (const pod of pods) {
      const port = Number(pod.env["PGPORT"] ?? 5432);
      const asks = "PGHOST" in pod.env || "DATA_SOURCE_URI" in pod.env;
      expect(flows(policies, pod, PRIVATE, port), pod.name).toBe(asks);
    }
    expect(pods.filter(({ env }) => "DATA_SOURCE_URI" in env)).toHaveLength(services.length);
    expect(pods.filter(({ env }) => "PGHOST" in env).length).toBeGreaterThan(25);
  });

  it("lets to AWS and to the other environment's health over HTTPS who asks there, and nobody else", () => {
    for (const pod of pods)
      expect(flows(policies, pod, PUBLIC, 443), pod.name).toBe("AWS_REGION" in pod.env || pod.asks);
    for (const pod of pods) expect(flows(policies, pod, PUBLIC, 80), pod.name).toBe(false);
  });

  it("lets to the Kubernetes API who has a token, and nobody else", () => {
    for (const pod of pods)
      for (const port of [443, 6443]) expect(flows(policies, pod, PRIVATE, port), pod.name).toBe(pod.token);
    const asking = jobs.filter(({ apiToken }) => apiToken === true);
    expect(pods.filter(({ token }) => token)).toHaveLength(services.length * asking.length);
  });

  it("lets nobody to the nodes' metadata", () => {
    for (const pod of pods)
      for (const port of [80, 443, 5432, 6443])
        expect(flows(policies, pod, METADATA, port), pod.name).toBe(false);
  });

  it("lets nobody else in: not to a job, not from another namespace", () => {
    const stranger: Pod = { namespace: "default", labels: { "app.kubernetes.io/component": "api" } };
    for (const pod of pods)
      for (const port of PORTS)
        expect(flows(policies, stranger, pod, port), `${pod.name} ${port}`).toBe(false);
  });

  it("is open between exactly these pods of a service", () => {
    const workloads = pods.filter((pod) => "app.kubernetes.io/name" in pod.labels && isNamed(pod));
    const name = (pod: Pod) => pod.labels["app.kubernetes.io/name"] ?? "none";
    const open = workloads.flatMap((from) =>
      workloads.flatMap((to) =>
        from.namespace === to.namespace
          ? PORTS.flatMap((port) =>
              flows(policies, from, to, port) ? [`${name(from)} → ${name(to)}:${port}`] : [],
            )
          : [],
      ),
    );
    expect(open.sort()).toEqual([
      "celery-worker → redis:6379",
      "dotmac-api → redis:6379",
      "json-exporter → jackpot-service:3001",
      "json-exporter → tasks-api:8080",
      "nginx → stock-analysis-api:8000",
      "nginx → stock-analysis-frontend:8080",
      "stock-analysis-api → redis:6379",
    ]);
  });

  it("lets the ingress controller and monitoring to exactly these pods", () => {
    const from = (namespace: string) =>
      pods
        .filter(isNamed)
        .flatMap((pod) =>
          PORTS.flatMap((port) =>
            flows(policies, { namespace, labels: {} }, pod, port)
              ? [`${inProd(pod)} ${pod.labels["app.kubernetes.io/name"] ?? pod.name}:${port}`]
              : [],
          ),
        )
        .sort();
    expect(from("ingress-nginx")).toEqual([
      "dotmac-production dotmac-api:8000",
      "dotmac-production dotmac-frontend:8080",
      "jackpot-service jackpot-service:3000",
      "jackpot-service jackpot-service:3001",
      "kyb-platform kyb-platform:8080",
      "stock-analysis-system nginx:8080",
      "tasks-app tasks-api:8080",
    ]);
    expect(from("monitoring")).toEqual([
      "dotmac-production dotmac-api:8000",
      "dotmac-production postgres-exporter:9187",
      "jackpot-service json-exporter:7979",
      "jackpot-service postgres-exporter:9187",
      "kyb-platform kyb-platform:8080",
      "kyb-platform postgres-exporter:9187",
      "stock-analysis-system postgres-exporter:9187",
      "stock-analysis-system stock-analysis-api:8000",
      "tasks-app json-exporter:7979",
      "tasks-app postgres-exporter:9187",
    ]);
  });
});
