import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { services } from "../../../../infra/catalog";
import type { Service } from "../../../../infra/catalog/types";
import {
  LogRetention,
  logRetentionFiles,
  logRetentionPolicy,
} from "../../../../infra/components/logs/log-retention";
import { serviceLogs } from "../../../../infra/components/logs/service-logs";
import { retention } from "../../../../infra/logs/retention";
import { collector } from "../../../../infra/logs/collector";
import { storeDocuments } from "../../../../infra/logs/store-documents";
import { flows, policiesOf, type Pod } from "../../../support/network-flows";
import { declared, type Resources } from "../../../support/pulumi-mocks";
import { library, primary, standby } from "../../../support/service-fixture";
import { fromConfig } from "../../../support/workload-fixture";

const IMAGE = { [collector.repository]: `registry.example.com/lifeboat-logs@sha256:${"a".repeat(64)}` };
const logs = { url: "https://10.1.2.3:9200/", user: "collector", retentionUser: "keeper" };
const CRON_JOB = "kubernetes:batch/v1:CronJob";

const declare = (config = primary) =>
  declared(
    () =>
      new LogRetention("log-retention", {
        services,
        config: { ...config, images: IMAGE, logs },
        password: "keeper-word",
        secretSource: fromConfig,
      }),
  );
const podOf = (inputs: unknown) =>
  z
    .looseObject({ jobTemplate: z.looseObject({ spec: z.looseObject({ template: z.looseObject({}) }) }) })
    .parse(inputs).jobTemplate.spec.template;
const secretFile = z.looseObject({ passwordFile: z.string(), caFile: z.string().optional() });

describe("LogRetention", () => {
  let resources: Resources;
  beforeAll(async () => {
    ({ resources } = await declare());
  });

  it("is one CronJob in the monitoring namespace, every day, that nobody's posture suspends", () => {
    const { name, inputs, dependsOn } = resources.one(CRON_JOB);
    expect(name).toBe("log-retention-cron-job");
    expect(inputs).toMatchObject({
      metadata: { name: "log-retention", namespace: "monitoring" },
      spec: {
        schedule: "10 1 * * *",
        timeZone: "Etc/UTC",
        suspend: false,
        concurrencyPolicy: "Forbid",
        startingDeadlineSeconds: 3600,
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 5,
        jobTemplate: { spec: { activeDeadlineSeconds: 900, backoffLimit: 2 } },
      },
    });
    expect(dependsOn).toEqual(
      ["account", "files", "policy", "secret"].map((part) => `log-retention-${part}`),
    );
  });

  it("runs as an account of its own that knows no API, in the collector's image, with files that it cannot change", () => {
    const pod = podOf(resources.one(CRON_JOB).inputs["spec"]);
    expect(resources.one("kubernetes:core/v1:ServiceAccount").inputs).toMatchObject({
      metadata: { name: "log-retention" },
      automountServiceAccountToken: false,
    });
    expect(pod).toMatchObject({
      spec: {
        serviceAccountName: "log-retention",
        automountServiceAccountToken: false,
        priorityClassName: "lifeboat-periodic-20000-waits-primary",
        securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
          {
            image: IMAGE[collector.repository],
            securityContext: { readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
            volumeMounts: [
              { name: "files", readOnly: true },
              { name: "secrets", readOnly: true },
            ],
          },
        ],
        volumes: [{ configMap: { defaultMode: 0o440 } }, { secret: { defaultMode: 0o400 } }],
      },
    });
  });

  it("has its password in a Secret alone", () => {
    const { inputs, secretPaths } = resources.one("kubernetes:core/v1:Secret");
    expect(inputs["stringData"]).toEqual({ password: "keeper-word" });
    expect(secretPaths).toEqual(["stringData"]);
    const others = resources.all().filter(({ type }) => !type.endsWith(":Secret"));
    expect(JSON.stringify(others)).not.toContain("keeper-word");
  });

  it("reaches the cluster's DNS and the store, and is reached by nobody", () => {
    const policies = policiesOf(resources.list);
    const pod: Pod = {
      namespace: "monitoring",
      labels: z
        .looseObject({ metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }) })
        .parse(podOf(resources.one(CRON_JOB).inputs["spec"])).metadata.labels,
    };
    expect(flows(policies, pod, "10.1.2.3", 9200)).toBe(true);
    expect(flows(policies, pod, { namespace: "kube-system", labels: {} }, 53, "UDP")).toBe(true);
    for (const [end, port] of [
      ["10.1.2.3", 443],
      ["10.1.2.4", 9200],
      ["169.254.169.254", 80],
    ] as const)
      expect(flows(policies, pod, end, port), `${end}:${port}`).toBe(false);
    expect(flows(policies, { namespace: "monitoring", labels: {} }, pod, 9145)).toBe(false);
  });

  it("is in the standby's monitoring namespace there, with the standby's priority", async () => {
    const other = await declare({ ...standby, monitoringNamespace: "monitoring-dr" });
    const { inputs } = other.resources.one(CRON_JOB);
    expect(inputs["metadata"]).toMatchObject({ namespace: "monitoring-dr" });
    expect(podOf(inputs["spec"])).toMatchObject({
      spec: { priorityClassName: "lifeboat-periodic-20000-waits-standby" },
    });
  });

  it("takes its password from a store of secrets", async () => {
    const { resources: stored } = await declared(
      () =>
        new LogRetention("log-retention", {
          services,
          config: { ...primary, images: IMAGE, logs },
          password: undefined,
          secretSource: { store: { kind: "ClusterSecretStore", name: "vault" }, entry: "lifeboat/logs" },
        }),
    );
    expect(stored.all("kubernetes:core/v1:Secret")).toEqual([]);
    expect(stored.one("kubernetes:external-secrets.io/v1:ExternalSecret").inputs).toMatchObject({
      spec: {
        data: [
          { secretKey: "password", remoteRef: { key: "lifeboat/logs", property: "retention-password" } },
        ],
      },
    });
  });

  it("is refused without an image", async () => {
    await expect(
      declared(
        () =>
          new LogRetention("log-retention", {
            services,
            config: { ...primary, images: {}, logs },
            password: "word",
            secretSource: fromConfig,
          }),
      ),
    ).rejects.toThrow(/images\.lifeboat-logs: missing/);
  });
});

describe("files of the retention job", () => {
  const kept = (id: string, logRetentionDays: number): Pick<Service, "id" | "housekeeping"> => ({
    id,
    housekeeping: { ...library.housekeeping, logRetentionDays },
  });

  it("are programs, settings of its own login, and the documents of both stores", () => {
    const files = logRetentionFiles(services, logs);
    expect(Object.keys(files).sort()).toEqual([
      "documents.json",
      "http_client.py",
      "retention.py",
      "retention_store.py",
      "settings.json",
      "store_http.py",
    ]);
    expect(JSON.parse(files["settings.json"] ?? "")).toMatchObject({
      url: "https://10.1.2.3:9200",
      user: "keeper",
      passwordFile: "/var/run/secrets/app/password",
      prefix: "lifeboat",
      retentionDays: { "kyb-platform": 30, "dotmac-platform": 7 },
      marginDays: 2,
    });
    expect(JSON.parse(files["documents.json"] ?? "")).toEqual({
      elasticsearch: storeDocuments("elasticsearch", services),
      opensearch: storeDocuments("opensearch", services),
    });
  });

  it("have the authority where config has one, and each service's own days", () => {
    const files = logRetentionFiles([kept("a", 3), kept("b", 90)], { ...logs, caCertificate: "PEM\n" });
    expect(files["ca.crt"]).toBe("PEM\n");
    const settings: unknown = JSON.parse(files["settings.json"] ?? "");
    expect(secretFile.parse(settings).caFile).toBe("/etc/lifeboat-logs/ca.crt");
    expect(settings).toMatchObject({ retentionDays: { a: 3, b: 90 } });
  });

  it("end a run's tries well before its deadline", () => {
    const settings = z
      .looseObject({ totalSeconds: z.number(), requestSeconds: z.number() })
      .parse(JSON.parse(logRetentionFiles(services, logs)["settings.json"] ?? ""));
    expect(settings.totalSeconds + settings.requestSeconds).toBeLessThan(retention.deadlineSeconds);
  });
});

describe("the network policy of the job", () => {
  it("leads anywhere at the store's port where its host is known by name alone", () => {
    const { egress } = logRetentionPolicy("https://logs.example.com");
    expect(egress[1]).toMatchObject({ ports: [{ protocol: "TCP", port: 443 }] });
    expect(JSON.stringify(egress[1])).toContain("0.0.0.0/0");
  });
});

describe("serviceLogs", () => {
  const words = { logStorePassword: undefined, logRetentionPassword: undefined, ageIdentity: undefined };
  const secretStore = { kind: "ClusterSecretStore", name: "vault" } as const;

  it("declares collector and job, each with a password of its own", async () => {
    const { resources } = await declared(() => {
      serviceLogs([library], { ...primary, images: IMAGE, logs, secretStore }, words);
    });
    expect(resources.counts()).toMatchObject({
      "lifeboat:index:LogCollector": 1,
      "lifeboat:index:LogRetention": 1,
      [CRON_JOB]: 1,
      "kubernetes:apps/v1:DaemonSet": 1,
    });
    const text = JSON.stringify(resources.all("kubernetes:external-secrets.io/v1:ExternalSecret"));
    expect(text).toContain('"property":"password"');
    expect(text).toContain('"property":"retention-password"');
  });

  it("declares nothing where config names no store", async () => {
    const { resources } = await declared(() => {
      serviceLogs([library], primary, words);
    });
    expect(resources.list).toEqual([]);
  });

  it("is refused without passwords and without a store of secrets", async () => {
    await expect(
      declared(() => {
        serviceLogs([library], { ...primary, images: IMAGE, logs }, words);
      }),
    ).rejects.toThrow(/ageIdentity: missing/);
  });
});
