import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { logCollectorFiles } from "../../../infra/components/logs/log-collector";
import { logCollectorPod } from "../../../infra/components/logs/log-collector-pod";
import { collector, collectorPaths } from "../../../infra/logs/collector";
import { cronJobName, objectName } from "../../../infra/naming";
import { library } from "../../support/service-fixture";

const logs = { url: "https://logs.example.com:9200//", user: "sender", retentionUser: "keeper" };
const args = {
  image: `registry.example.com/lifeboat-logs@sha256:${"a".repeat(64)}`,
  files: "files-0123456789",
  secret: "login-0123456789",
  serviceAccount: collector.name,
  priorityClass: "lifeboat-backup-primary",
  labels: { "app.kubernetes.io/name": collector.name },
};
const mib = (quantity: string | undefined): number => Number(/^(\d+)Mi$/.exec(quantity ?? "")?.[1]);

describe("the collector's figures", () => {
  it("are of objects that Kubernetes takes, and of indices that both stores take", () => {
    expect(objectName(collector.name, "files")).toBe("log-collector-files");
    expect(cronJobName(collector.prefix, "logs")).toBe("lifeboat-logs");
    // Lower case, and no beginning that means something to a store.
    expect(collector.prefix).toMatch(/^[a-z][a-z0-9]*$/);
  });

  it("give the queue and where reading stands a volume of their size, within the disk that the pod may use", () => {
    const { containers, volumes } = logCollectorPod(args).spec;
    const [container] = containers;
    expect(volumes).toContainEqual({
      name: "state",
      emptyDir: { sizeLimit: `${collector.queueMib + collector.stateMib}Mi` },
    });
    const limit = mib(container?.resources.limits["ephemeral-storage"]);
    expect(limit).toBeGreaterThan(collector.queueMib + collector.stateMib);
    expect(container?.volumeMounts).toContainEqual({
      name: "state",
      mountPath: collectorPaths.state,
      readOnly: false,
    });
  });

  it("let the pod end in order before it is killed", () => {
    expect(logCollectorPod(args).spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(30);
  });
});

describe("the collector's pod", () => {
  it("runs rsyslog as its second process, so that a sender can end it", () => {
    const [container] = logCollectorPod(args).spec.containers;
    expect(container?.command).toEqual(["/usr/bin/python3", "-B", "/etc/lifeboat-logs/first.py"]);
    expect(container?.args?.slice(0, 2)).toEqual(["/usr/sbin/rsyslogd", "-n"]);
  });

  it("reads its node's logs and can write nothing of the node", () => {
    const { containers, volumes } = logCollectorPod(args).spec;
    expect(volumes.filter((volume) => volume.hostPath !== undefined).map(({ name }) => name)).toEqual([
      "logs",
    ]);
    expect(containers[0]?.volumeMounts.find(({ name }) => name === "logs")).toEqual({
      name: "logs",
      mountPath: "/var/log/pods",
      readOnly: true,
    });
  });
});

describe("the collector's files", () => {
  const settings = (files: Readonly<Record<string, string>>): unknown =>
    JSON.parse(files["settings.json"] ?? "");

  it("are every program that another of them starts or takes in", () => {
    const files = logCollectorFiles(services, { role: "primary", logs });
    const text = Object.values(files).join("\n");
    const needed = [
      ...text.matchAll(/\/etc\/lifeboat-logs\/(\w+\.py)/g),
      ...text.matchAll(/^from (http_client|mask|record|store_http) import/gm),
    ].map(([, name = ""]) => (name.endsWith(".py") ? name : `${name}.py`));
    expect(new Set(needed).size).toBe(6);
    expect(Object.keys(files)).toEqual(expect.arrayContaining(needed));
    expect(Object.keys(files)).toContain("first.py");
  });

  it("know the services by the namespaces of their environment, and no password", () => {
    expect(settings(logCollectorFiles(services, { role: "primary", logs }))).toMatchObject({
      url: "https://logs.example.com:9200",
      user: "sender",
      passwordFile: "/var/run/secrets/app/password",
      environment: "primary",
      services: { "dotmac-production": "dotmac-platform", "kyb-platform": "kyb-platform" },
    });
    const standby = settings(logCollectorFiles([library], { role: "standby", logs }));
    expect(standby).toMatchObject({ environment: "standby", services: { "library-system-dr": "library" } });
    expect(standby).not.toHaveProperty("caFile");
  });

  it("have the authority where config has one", () => {
    const files = logCollectorFiles([library], {
      role: "primary",
      logs: { ...logs, caCertificate: "PEM\n" },
    });
    expect(files["ca.crt"]).toBe("PEM\n");
    expect(settings(files)).toMatchObject({ caFile: "/etc/lifeboat-logs/ca.crt" });
  });

  it("are refused for a namespace that is no name", () => {
    expect(() =>
      logCollectorFiles([{ id: "library", namespace: "Library_1" }], { role: "primary", logs }),
    ).toThrow(/namespace/);
  });
});
