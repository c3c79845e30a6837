import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { services } from "../../../infra/catalog";
import { archiveSteps } from "../../../infra/runbook/archive-steps";
import { steps, stepsOf } from "../../../infra/runbook/steps";
import { sandboxValues, type SandboxValues } from "../../../sandbox/engine/sandbox-values";
import { captureStacks } from "../../../sandbox/render/capture";
import { kubernetesObjects } from "../../../sandbox/render/kubernetes-objects";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { makeCertificate } from "../../../sandbox/servers/certificate";
import { installDefinitions } from "../../../sandbox/servers/kube-apiserver/definition";
import { startKubeApiserver, type KubeApiserver } from "../../../sandbox/servers/kube-apiserver/server";
import { programPath } from "../../../sandbox/tools/program";
import { describeReal } from "../../support/describe-real";
import { inOrder } from "../../../sandbox/cluster/stack-jobs";
import { applyStrictly } from "../../support/proof-kubernetes";
import { serverImage } from "../../support/service-fixture";
import { runShell, type ShellResult } from "../../support/shell";

const certificate = z.object({
  metadata: z.object({ namespace: z.string() }),
  spec: z.object({ secretName: z.string() }),
});

const MONITORING = "monitoring";
const NODE = "node-1";
/** A Job that has ended: what is waited for. */
const ENDED = "ended";
const LABELS: readonly (readonly [placeholder: string, value: string])[] = [
  ["<instance>", NODE],
  ["<node>", NODE],
  ["<job_name>", ENDED],
  ["<who>", "somebody"],
  ["<link>", "https://example.com/1"],
  ["<more>", "900"],
];

/** What asks for more than an API server, and what it is answered there: the rest of the command was right. */
const LACKING: readonly (readonly [part: string, command: RegExp, answer: RegExp])[] = [
  [
    "pods, which kubelets run",
    / (logs|exec) (-f )?(deployment|job|statefulset)\//,
    /timed out waiting for the condition/,
  ],
  ["pods, which kubelets run", / exec postgresql-0 /, /pods "postgresql-0" not found/],
  ["a volume, which a driver makes", / patch persistentvolumeclaim /, /bound claims/],
  ["pods, which kubelets run", /<pod>/, /pods "pod-1" not found/],
  ["a metrics server", / top /, /Metrics API not available/],
  ["ReplicaSets, which a controller makes", / rollout undo /, /no rollout history found/],
  ["cert-manager's own kinds", / get certificaterequests,/, /doesn't have a resource type/],
  ["kubelets", /\/proxy\/configz/, /no preferred addresses found|ServiceUnavailable|NotFound/i],
];

/** What changes something. */
const CHANGES = / (create|delete|cordon|drain|undo|patch|scale|restart) /;

/** Services whose database server can be in the cluster, where this test has it. */
const archiving = services.filter(({ database }) => database.server?.kind === "cluster");

/** Prod with all of them there. */
const values: SandboxValues = {
  ...sandboxValues,
  prod: {
    secrets: (settings) => sandboxValues["prod"]?.secrets(settings) ?? {},
    overrides: {
      "lifeboat:databaseServers": Object.fromEntries(archiving.map(({ id }) => [id, "cluster"])),
      "lifeboat:serverImage": serverImage,
    },
  },
};

/** Every kubectl command of the pages of prod, each once. */
const commands = [
  ...new Set(
    services.flatMap((service) =>
      Object.keys(steps)
        .filter((alert) => archiving.includes(service) || !(alert in archiveSteps))
        .map((alert) =>
          stepsOf(alert, { service, namespace: service.namespace, monitoring: MONITORING, stack: "prod" }),
        )
        .flatMap(({ look, remedy }) => [...look, ...remedy])
        .map(({ text }) => text)
        .filter((text) => text.includes("kubectl")),
    ),
  ),
];

const inAnyNamespace = (command: string): string => command.replaceAll(/ -n \S+/g, " -n any");

describeReal("the runbook's kubectl commands", ["etcd", "kube-apiserver", "kubectl", "definitions"], () => {
  let api: KubeApiserver;
  const folder = temporaryDirectory("runbook-commands");
  const env = {
    PATH: `${path.join(folder.path, "bin")}:${process.env["PATH"] ?? ""}`,
    HOME: folder.path,
    KUBECONFIG: path.join(folder.path, "kubeconfig"),
    PROD: "one",
  };

  async function mustApply(object: unknown): Promise<void> {
    const { status, body } = await applyStrictly(api, object);
    if (status > 201) throw new Error(`${JSON.stringify(object)}: ${status} ${JSON.stringify(body)}`);
  }

  /** A Job whose end a controller has reported. */
  async function endedJob(namespace: string): Promise<void> {
    const container = { name: "job", image: "job:1" };
    const metadata = { name: ENDED, namespace };
    const head = { apiVersion: "batch/v1", kind: "Job", metadata };
    await mustApply({
      ...head,
      spec: { template: { spec: { restartPolicy: "Never", containers: [container] } } },
    });
    const at = new Date().toISOString();
    const condition = { status: "True", lastTransitionTime: at, lastProbeTime: at };
    await api.client.must(
      `/apis/batch/v1/namespaces/${namespace}/jobs/${ENDED}/status?fieldManager=proof&force=true`,
      {
        method: "PATCH",
        contentType: "application/apply-patch+yaml",
        body: {
          ...head,
          status: {
            startTime: at,
            completionTime: at,
            succeeded: 1,
            uncountedTerminatedPods: {},
            conditions: [
              { type: "SuccessCriteriaMet", ...condition },
              { type: "Complete", ...condition },
            ],
          },
        },
      },
    );
  }

  beforeAll(async () => {
    const [declared, server] = await Promise.all([
      captureStacks(["prod"], { values, tell: () => undefined }),
      startKubeApiserver(),
    ]);
    api = server;
    await installDefinitions(api.client);
    mkdirSync(path.join(folder.path, "bin"));
    symlinkSync(programPath("kubectl"), path.join(folder.path, "bin", "kubectl"));
    writeFileSync(path.join(folder.path, "ca.crt"), api.caCert);
    writeFileSync(
      env.KUBECONFIG,
      JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [
          {
            name: "one",
            cluster: { server: api.url, "certificate-authority": path.join(folder.path, "ca.crt") },
          },
          { name: "other", cluster: { server: "https://127.0.0.1:1" } },
        ],
        users: [{ name: "one", user: { token: api.adminToken } }],
        contexts: [
          { name: "one", context: { cluster: "one", user: "one" } },
          { name: "other", context: { cluster: "other", user: "one" } },
        ],
        // The one that was used last is another's: a command that names none fails.
        "current-context": "other",
      }),
      { mode: 0o600 },
    );
    await mustApply({ apiVersion: "v1", kind: "Namespace", metadata: { name: MONITORING } });
    const objects = kubernetesObjects(declared.get("prod") ?? []);
    for (const object of inOrder(objects)) await mustApply(object);
    await mustApply({ apiVersion: "v1", kind: "Node", metadata: { name: NODE } });
    const { certFile } = await makeCertificate(folder.path);
    const data = { "tls.crt": readFileSync(certFile).toString("base64"), "tls.key": "" };
    for (const object of objects.filter(({ kind }) => kind === "Certificate")) {
      // cert-manager's controller would make it.
      const { metadata, spec } = certificate.parse(object);
      const secret = { name: spec.secretName, namespace: metadata.namespace };
      await mustApply({
        apiVersion: "v1",
        kind: "Secret",
        type: "kubernetes.io/tls",
        metadata: secret,
        data,
      });
    }
    for (const namespace of [MONITORING, ...services.map((service) => service.namespace)])
      await endedJob(namespace);
  }, 600_000);
  afterAll(async () => {
    await api.stop();
    folder.remove();
  });

  /** Runs a command as it is typed, but for labels of the alert and for waiting long for pods that never come. */
  function typed(command: string): Promise<ShellResult> {
    const text = LABELS.reduce((line, [label, value]) => line.replaceAll(label, value), command)
      .replaceAll("<pod>", "pod-1")
      .replace(/ --pod-running-timeout=5m$/, "")
      .replace(/ (logs|exec) (?=(-f )?(deployment|job|statefulset)\/)/, " $1 --pod-running-timeout=1s ");
    // A new Job has a name of its own; what is waited for has ended.
    const job = command.includes("create job $job") ? `made-${commands.indexOf(command)}` : ENDED;
    return runShell(text, { ...env, job });
  }

  it("are many", () => {
    expect(commands.length).toBeGreaterThan(250);
    expect(
      commands.filter((text) =>
        /<(?!pod>)/.test(LABELS.reduce((line, [label]) => line.replaceAll(label, ""), text)),
      ),
    ).toEqual([]);
  });

  /** What only looks, once where nothing but the namespace differs: a list of whatever is there. */
  const looks = commands
    .filter((command) => !CHANGES.test(command))
    .filter(
      (command, index, all) =>
        all.findIndex((other) => inAnyNamespace(other) === inAnyNamespace(command)) === index,
    );

  async function works(command: string): Promise<void> {
    const { code, stdout, stderr } = await typed(command);
    const lacking = LACKING.find(([, pattern]) => pattern.test(command));
    if (lacking === undefined)
      expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
    else expect(`${stdout}${stderr}`, lacking[0]).toMatch(lacking[2]);
  }

  it.concurrent.each(looks)("%s", works);
  // One after the other, as on the page: what is deleted is made again.
  it.each(commands.filter((command) => CHANGES.test(command)))("%s", works);
});
