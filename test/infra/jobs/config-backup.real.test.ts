import path from "node:path";
import { execFileSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { startKubeListServer, type Answer, type KubeListServer } from "./kube-list-server";
import { startWorld, type Ended, type World } from "./world";

const TOKEN = "header.payload.signature";
const MAPS = "/api/v1/namespaces/shop/configmaps";
const DEPLOYMENTS = "/apis/apps/v1/namespaces/shop/deployments";

const object = (name: string): object => ({
  metadata: { name, namespace: "shop", uid: "u", resourceVersion: "1", managedFields: [{ manager: "m" }] },
  data: { key: name },
  status: { ready: true },
});

describeReal("config-backup.sh", JOB_REQUIREMENTS, () => {
  let world: World;
  let server: KubeListServer;
  const answers: Record<string, Answer> = {};

  beforeAll(async () => {
    [world, server] = await Promise.all([startWorld(), startKubeListServer(TOKEN, answers)]);
  });
  afterAll(() => Promise.all([world.stop(), server.stop()]));

  function run(token = TOKEN, env: Record<string, string> = {}): Promise<Ended> {
    const account = world.writeSecret("token", token);
    copyFileSync(server.certFile, path.join(account, "ca.crt"));
    return world.run("config-backup", {
      ...{ KUBERNETES_SERVICE_HOST: "127.0.0.1", KUBERNETES_SERVICE_PORT: String(server.port) },
      ...{ LIFEBOAT_SERVICEACCOUNT_DIR: account, ...env },
    });
  }

  async function expectRefused(ended: Ended, code: number, message: RegExp): Promise<void> {
    const before = await world.bucket.keys("k8s-configs/");
    expect(ended.stderr).toMatch(message);
    expect(ended.code).toBe(code);
    expect(ended.stderr).not.toContain(TOKEN);
    expect(await world.bucket.keys("k8s-configs/")).toEqual(before);
    expect(await world.bucket.unfinished()).toBe(0);
    expect(world.scratch()).toEqual([]);
  }

  /** The List of a backup, decrypted. */
  async function list(data: string): Promise<unknown> {
    const opened = execFileSync("/bin/bash", ["-c", 'age -d -i "$KEY" | zstd -dc'], {
      input: await world.bucket.get(data),
      env: { PATH: "/usr/bin:/bin", KEY: world.identityFile },
    });
    return JSON.parse(opened.toString());
  }

  it("keeps every page of every resource as one encrypted list, less what the server fills in", async () => {
    answers[MAPS] = { kind: "ConfigMap", items: [object("a"), object("b"), object("c")] };
    answers[DEPLOYMENTS] = { kind: "Deployment", items: [] };
    const ended = await run();
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stderr).not.toContain(TOKEN);
    const [data = "", manifest = ""] = await world.bucket.keys("k8s-configs/");
    expect(await world.bucket.json(manifest)).toMatchObject({
      key: data,
      resources: { [MAPS]: 3, [DEPLOYMENTS]: 0 },
    });
    expect(await list(data)).toEqual({
      ...{ apiVersion: "v1", kind: "List" },
      items: ["a", "b", "c"].map((name) => ({
        ...{
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name, namespace: "shop" },
          data: { key: name },
        },
      })),
    });
  });

  it("keeps a list without objects where there are none", async () => {
    answers[MAPS] = { kind: "ConfigMap", items: [] };
    answers[DEPLOYMENTS] = { kind: "Deployment", items: [] };
    const before = await world.bucket.keys("k8s-configs/");
    const ended = await run();
    expect(ended.code, ended.stderr).toBe(0);
    const [data = ""] = (await world.bucket.keys("k8s-configs/")).filter((key) => !before.includes(key));
    expect(await list(data)).toEqual({ apiVersion: "v1", kind: "List", items: [] });
  });

  it("answers 5 when the account may not read something, or is not known", async () => {
    answers[DEPLOYMENTS] = { status: 403 };
    await expectRefused(await run(), 5, /deployments: status 403: refused/);
    await expectRefused(await run("other"), 5, /configmaps: status 401/);
  });

  it("answers 1 when the API fails, and 6 without an account", async () => {
    answers[DEPLOYMENTS] = { status: 500 };
    await expectRefused(await run(), 1, /deployments: status 500/);
    await expectRefused(await run(TOKEN, { KUBERNETES_SERVICE_PORT: "1" }), 1, /read failed.*connect/i);
    await expectRefused(await run(TOKEN, { KUBERNETES_SERVICE_HOST: "" }), 6, /no service account/);
  });
});
