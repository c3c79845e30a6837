import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Cluster, clusterBackend } from "../../../../sandbox/drill/cluster/cluster-backend";
import type { ClusterEvent } from "../../../../sandbox/drill/cluster/cluster-event";
import { type PropertyMap, secret } from "../../../../sandbox/providers/value";
import { describeReal } from "../../../support/describe-real";
import { eventually, processesWith } from "../../../support/processes";
import { existing, objectOperation, type OperationParts } from "../operations";
import { JOB_IMAGE, job, podSpec, script } from "./manifests";

describeReal("jobs of the cluster", ["root", "unshare", "job-image"], () => {
  let cluster: Cluster;
  let lines: string[];
  let events: ClusterEvent[];

  beforeEach(() => {
    lines = [];
    events = [];
    cluster = clusterBackend({
      jobImages: [JOB_IMAGE],
      inject: (namespace) => ({ HTTPS_PROXY: `http://proxy-of-${namespace}` }),
      onLine: (owner, line) => lines.push(`${owner.name}: ${line}`),
      onEvent: (event) => events.push(event),
      retryMs: 10,
    });
  });
  afterEach(() => cluster.close());

  const create = (inputs: PropertyMap, parts: OperationParts = {}, type = "batch/v1:Job") =>
    cluster.backend.create(objectOperation(type, inputs, parts));
  const run = (text: string, more: PropertyMap = {}, parts: OperationParts = {}) =>
    create(job("restore-1", { containers: [script(text)] }, more), parts);

  it("run with the objects of their namespace, their own name and what is injected", async () => {
    await create(
      { metadata: { name: "database", namespace: "kyb" }, stringData: secret({ password: "pw" }) },
      {},
      "core/v1:Secret",
    );
    const container = script('echo "$NAME $HTTPS_PROXY $(cat /s/password)"', {
      env: [
        {
          name: "NAME",
          valueFrom: { fieldRef: { fieldPath: "metadata.labels['batch.kubernetes.io/job-name']" } },
        },
      ],
      volumeMounts: [{ name: "s", mountPath: "/s", readOnly: true }],
    });
    const volumes = [{ name: "s", secret: { secretName: "database", defaultMode: 0o400 } }];
    const state = await create(job("restore-1", { containers: [container], volumes }));
    expect(state.id).toBe("kyb/restore-1");
    expect(lines).toEqual(["restore-1: restore-1 http://proxy-of-kyb pw"]);
    expect(cluster.object("Job", "kyb", "restore-1")?.metadata.name).toBe("restore-1");
    expect(events.map(({ object, phase }) => [object.name, phase])).toEqual([
      ["restore-1", "started"],
      ["restore-1", "done"],
    ]);
  });

  it("fail the creation with the last error of their log, and are not kept", async () => {
    const log = JSON.stringify({ level: "error", message: "no backup under database/" });
    await expect(run(`echo '${log}' >&2; echo '{"message":"bye"}' >&2; exit 4`)).rejects.toThrow(
      "Job kyb/restore-1 failed: container job ended with exit code 4: no backup under database/. Mend the cause, " +
        "then run pulumi up again: what is done stays done.",
    );
    expect(cluster.object("Job", "kyb", "restore-1")).toBeUndefined();
    expect(events.at(-1)?.phase).toBe("failed");
    expect(events.at(-1)?.message).toContain("exit code 4");
    await run("exit 0");
  });

  it("are tried again up to backoffLimit, unless the exit code is final", async () => {
    const rules = [
      { action: "FailJob", onExitCodes: { containerName: "job", operator: "In", values: [2, 4, 5, 6] } },
    ];
    const policy = { backoffLimit: 2, podFailurePolicy: { rules } };
    await expect(run("echo try; exit 1", policy)).rejects.toThrow("in the last of 3 tries");
    expect(lines).toHaveLength(3);
    await expect(run("echo try; exit 6", policy)).rejects.toThrow("exit code 6");
    expect(lines).toHaveLength(4);
  });

  it("run their init containers first, and end with the first that fails", async () => {
    const initContainers = [script("echo one", { name: "one" }), script("echo two", { name: "two" })];
    await create(job("a", { initContainers, containers: [script("echo main")] }));
    expect(lines).toEqual(["a: one", "a: two", "a: main"]);
    const failing = [script("exit 5", { name: "one" }), ...initContainers];
    await expect(
      create(job("b", { initContainers: failing, containers: [script("echo main")] })),
    ).rejects.toThrow("Job kyb/b failed: container one ended with exit code 5: it wrote nothing to its log.");
    expect(lines).toHaveLength(3);
  });

  it("do not run in a preview, nor by an update", async () => {
    const state = await run("echo never", {}, { preview: true });
    expect(state.id).toBe("");
    expect(cluster.object("Job", "kyb", "restore-1")).toBeUndefined();
    const operation = objectOperation("batch/v1:Job", job("restore-1", { containers: [script("exit 1")] }));
    await cluster.backend.update(existing(operation));
    expect(lines).toEqual([]);
  });

  it("are stopped, so that they can clean up, when the update is cancelled", async () => {
    const abort = new AbortController();
    const text =
      "trap 'echo cleaning; exit 1' TERM; echo ready; while :; do sleep 0.05; done # cancel-me-86397";
    const ended = run(text, { backoffLimit: 3 }, { signal: abort.signal });
    await Promise.all([
      expect(ended).rejects.toThrow("Job kyb/restore-1 was stopped: the update was cancelled."),
      eventually(() => lines.length > 0).then(() => {
        abort.abort();
      }),
    ]);
    expect(lines).toEqual(["restore-1: ready", "restore-1: cleaning"]);
    expect(processesWith("cancel-me-86397")).toEqual([]);
  });

  it("are stopped after activeDeadlineSeconds", async () => {
    const pod = { containers: [script("exec sleep 60")], terminationGracePeriodSeconds: 1 };
    const late = create(job("restore-1", pod, { activeDeadlineSeconds: 1, backoffLimit: 3 }));
    await expect(late).rejects.toThrow("Job kyb/restore-1 was stopped after its 1 s");
  });

  it("fail clearly when what they refer to is not there", async () => {
    const volumes = [{ name: "s", secret: { secretName: "gone" } }];
    const container = script("true", { volumeMounts: [{ name: "s", mountPath: "/s" }] });
    await expect(create(job("restore-1", { containers: [container], volumes }))).rejects.toThrow(
      "Secret kyb/gone not found",
    );
  });

  it("end at once with their region, and no other is begun until it is back", async () => {
    const ended = run("echo ready; exec sleep 60", { backoffLimit: 3 });
    await Promise.all([
      expect(ended).rejects.toThrow("Job kyb/restore-1: the cluster does not answer, its region is down."),
      eventually(() => lines.length > 0).then(() => {
        cluster.killNamespaces((namespace) => namespace === "kyb");
      }),
    ]);
    await expect(run("exit 0")).rejects.toThrow("its region is down");
    cluster.revive(() => true);
    await run("exit 0");
  });

  it("are not waited for where the declaration says so, whether they end well or fail", async () => {
    const unawaited = (name: string, text: string) => {
      const { spec } = job(name, { containers: [script(text)] });
      const annotations = { "pulumi.com/skipAwait": "true" };
      return create({ metadata: { name, namespace: "kyb", annotations }, spec: spec ?? null });
    };
    const state = await unawaited("purge-1", "echo started; exit 5");
    expect(state.id).toBe("kyb/purge-1");
    await eventually(() => lines.length > 0);
    expect(lines).toEqual(["purge-1: started"]);
    expect(cluster.object("Job", "kyb", "purge-1")?.metadata.name).toBe("purge-1");
    await unawaited("purge-2", "echo ready; exec sleep 60 # unawaited-51203");
    await eventually(() => lines.length > 1);
    await cluster.backend.delete(
      existing(objectOperation("batch/v1:Job", job("purge-2", { containers: [script("true")] }))),
    );
    await eventually(() => processesWith("unawaited-51203").length === 0);
    expect(events).toEqual([]);
  });

  it("are made from a CronJob, suspended or not, with other variables, once", async () => {
    const text = 'echo "$TARGET"; echo "$TARGET" >&2; exit 3';
    const jobTemplate = {
      spec: {
        backoffLimit: 5,
        template: {
          spec: podSpec({ containers: [script(text, { env: [{ name: "TARGET", value: "x" }] })] }),
        },
      },
    };
    const cronJob = {
      metadata: { name: "backup", namespace: "kyb" },
      spec: { schedule: "0 0 * * *", suspend: true, jobTemplate },
    };
    await create(cronJob, {}, "batch/v1:CronJob");
    await sleep(50);
    expect(lines).toEqual([]);
    const result = await cluster.runCronJob("kyb", "backup", { TARGET: "mine" });
    expect(result).toMatchObject({ exitCode: 3, stdout: "mine\n", stderr: "mine\n" });
    await expect(cluster.runCronJob("kyb", "none")).rejects.toThrow("CronJob kyb/none is not there");
  });
});
