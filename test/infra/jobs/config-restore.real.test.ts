import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { like, saidOf, startConfigWorld, type Place, type ConfigWorld, type Said } from "./config-kit";
import { configMap, deployment, reported, roleBinding, secret, service } from "./config-samples";
import { events, type Ended } from "./run-job";
import { ageKey } from "./world";

const APPLY = { CONFIG_DRY_RUN: "false" };
const SECRETS = ["open sesame", "other words", "b3BlbiBzZXNhbWU", "hush-hush", "registry-password"];

function expectNoSecret(ended: Ended): void {
  for (const text of SECRETS) expect(`${ended.stdout}${ended.stderr}`).not.toContain(text);
  expect(ended.stderr).not.toMatch(/AGE-SECRET|AKIA/);
}

describeReal("config-restore.sh", [...JOB_REQUIREMENTS, "etcd", "kube-apiserver"], () => {
  let config: ConfigWorld;

  beforeAll(async () => {
    config = await startConfigWorld();
  });
  afterAll(() => config.stop());

  /** An apply as another tool makes it, which takes no field over. @returns the HTTP status */
  async function appliedBy(manager: string, path: string, body: object): Promise<number> {
    const contentType = "application/apply-patch+yaml";
    const answer = await config.api.request(`${path}?fieldManager=${manager}`, {
      method: "PATCH",
      body,
      contentType,
    });
    return answer.status;
  }

  describe("a namespace that somebody changed", () => {
    let id: string;
    let dry: Ended;
    let said: Readonly<Record<string, Said>>;

    beforeAll(async () => {
      await config.apply(
        configMap("settings", { colour: "green" }),
        configMap("gone", { colour: "green" }),
        configMap("same", { colour: "green" }),
        configMap("declared", { colour: "green" }, { labels: { "app.kubernetes.io/managed-by": "pulumi" } }),
        secret("password", "open sesame"),
        deployment("web", "web:1"),
      );
      id = await config.backup();
      await config.remove("configmaps/gone");
      await config.apply(
        configMap("settings", { colour: "red", later: "yes" }),
        configMap("declared", { colour: "red" }, { labels: { "app.kubernetes.io/managed-by": "pulumi" } }),
        configMap("new", { colour: "red" }),
        secret("password", "other words"),
        deployment("web", "web:2"),
      );
      dry = await config.restore();
      expect(dry.code, dry.stderr).toBe(0);
      said = saidOf(dry);
    });

    it("shows by default what differs, object by object, with the fields, and writes nothing", async () => {
      expect(said).toMatchObject({
        "configmap/settings": {
          state: "changed",
          fields: [{ field: "data.colour", change: "changed" }],
          kept: ["data.later"],
        },
        "configmap/gone": { state: "added" },
        "configmap/same": { state: "unchanged", fields: [] },
        "configmap/new": { state: "extra" },
        "deployment/web": {
          state: "changed",
          fields: [{ field: "spec.template.spec.containers[main].image", from: "web:2", to: "web:1" }],
        },
      });
      expect(dry.stdout).toBe(`${id}\n`);
      expect(events(dry, "config_restore_finished")).toMatchObject([{ dryRun: true, backupId: id }]);
      expect(await config.live("configmaps/gone")).toBeUndefined();
      expect(await config.live("configmaps/settings")).toMatchObject({ data: { colour: "red" } });
      expect(await config.live("deployments/web")).toMatchObject({ metadata: { generation: 2 } });
    });

    it("says of a Secret which keys differ, and no value of it anywhere", () => {
      expect(said["secret/password"]).toMatchObject({
        state: "changed",
        fields: [{ field: "data.key", change: "changed" }],
      });
      expectNoSecret(dry);
    });

    it("leaves to Pulumi what Pulumi declares", () => {
      expect(said["configmap/declared"]).toMatchObject({
        state: "changed",
        reason: like(/^Pulumi declares it/),
      });
    });

    it("applies on request what differs or is missing, and nothing else", async () => {
      const same = await config.live("configmaps/same");
      const ended = await config.restore(APPLY);
      expect(ended.code, ended.stderr).toBe(0);
      expectNoSecret(ended);
      expect(config.world.scratch()).toEqual([]);
      expect(await config.live("configmaps/gone")).toMatchObject({
        data: { colour: "green" },
        metadata: { annotations: { "lifeboat/restored-from": id } },
      });
      expect(await config.live("configmaps/settings")).toMatchObject({
        data: { colour: "green", later: "yes" },
      });
      expect(await config.live("secrets/password")).toMatchObject({
        data: { key: Buffer.from("open sesame").toString("base64") },
      });
      expect(await config.live("deployments/web")).toMatchObject({
        spec: { template: { spec: { containers: [{ image: "web:1" }] } } },
      });
      expect(await config.live("configmaps/declared")).toMatchObject({ data: { colour: "red" } });
      expect(await config.live("configmaps/new")).toBeDefined();
      expect(await config.live("configmaps/same")).toEqual(same);
    });

    it("finds nothing to do afterwards", async () => {
      const web = await config.live("deployments/web");
      const ended = await config.restore(APPLY);
      expect(ended.code, ended.stderr).toBe(0);
      const [{ objects } = {}] = events(ended, "config_restore_finished");
      expect(objects).toMatchObject({ added: 0, changed: 0, refused: 0, denied: 0, left: 1 });
      expect(await config.live("deployments/web")).toEqual(web);
    });

    it("leaves the fields free for their managers: an apply without force changes them", async () => {
      const managed = (await config.live("configmaps/gone"))?.metadata.managedFields;
      expect(managed?.find(({ manager }) => manager === "lifeboat-config-restore")?.fieldsV1).toEqual({
        "f:metadata": { "f:annotations": { "f:lifeboat/restored-from": {} } },
      });
      const maps = "/api/v1/namespaces/shop/configmaps";
      const pulumi = "pulumi-kubernetes-12345678";
      expect(await appliedBy(pulumi, `${maps}/gone`, configMap("gone", { colour: "blue" }))).toBe(200);
      expect(await appliedBy(pulumi, `${maps}/settings`, configMap("settings", { colour: "blue" }))).toBe(
        200,
      );
      const path = "/apis/apps/v1/namespaces/shop/deployments/web";
      expect(await appliedBy(pulumi, path, deployment("web", "web:3"))).toBe(200);
    });

    it("applies only what CONFIG_ONLY names, also what Pulumi declares", async () => {
      const ended = await config.restore({ ...APPLY, CONFIG_ONLY: "ConfigMap/declared,configmaps/settings" });
      expect(ended.code, ended.stderr).toBe(0);
      expect(Object.keys(saidOf(ended)).sort()).toEqual(["configmap/declared", "configmap/settings"]);
      expect(await config.live("configmaps/declared")).toMatchObject({ data: { colour: "green" } });
      expect(await config.live("deployments/web")).toMatchObject({
        spec: { template: { spec: { containers: [{ image: "web:3" }] } } },
      });
    });

    it("chooses a backup by id and by time", async () => {
      await config.apply(configMap("settings", { colour: "black" }));
      const later = await config.backup();
      for (const [CONFIG_BACKUP, found] of [
        ["latest", later],
        [id, id],
        [
          `${id.slice(0, 4)}-${id.slice(4, 6)}-${id.slice(6, 11)}:${id.slice(11, 13)}:${id.slice(13, 15)}Z`,
          id,
        ],
      ] as const) {
        const ended = await config.restore({ CONFIG_BACKUP, CONFIG_ONLY: "configmap/settings" });
        expect(ended.code, ended.stderr).toBe(0);
        expect(ended.stdout.trim()).toBe(found);
        expect(saidOf(ended)["configmap/settings"]?.state).toBe(found === id ? "changed" : "unchanged");
      }
    });
  });

  describe("what breaks an apply of exported objects, by public reports", () => {
    let ended: Ended;
    let dry: Ended;
    let said: Readonly<Record<string, Said>>;
    let before: Readonly<Record<string, unknown>>;
    let id: string;

    beforeAll(async () => {
      const { owner, bigMap } = reported;
      await config.apply(owner, ...reported.plain);
      const uid = (await config.live("configmaps/owner"))?.metadata.uid ?? "";
      const owned = (name: string, of: string, controller = false) =>
        configMap(
          name,
          { a: "b" },
          {
            ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name: "owner", uid: of, controller }],
          },
        );
      await config.apply(owned("child", uid), owned("orphan", "00000000-0000-0000-0000-000000000000"));
      await config.apply(owned("generated", uid, true));
      for (const object of [bigMap, reported.twice]) await config.create(object);
      before = { once: await config.live("jobs/once"), lost: await config.live("services/lost") };
      id = await config.backup();
      for (const place of reported.removed) await config.remove(place);
      await config.remove("configmaps/generated");
      const [address] = JSON.stringify(before["lost"]).match(/\d+\.\d+\.\d+\.\d+/) ?? [];
      await config.apply(
        service("thief", { clusterIP: address }),
        service("squatter", { type: "NodePort", ports: [{ port: 80, nodePort: 30_080 }] }),
        service("front", { ports: [{ port: 81, name: "http" }] }),
        deployment("scaled", "web:2", { replicas: 7 }),
        secret("registry", "registry-password"),
        roleBinding("reader", "other"),
        configMap("frozen", { a: "changed" }, {}, true),
      );
      dry = await config.restore();
      ended = await config.restore(APPLY);
      said = saidOf(ended);
    });

    it("says in the dry run what the apply then finds", () => {
      const states = (of: Ended) =>
        Object.fromEntries(Object.entries(saidOf(of)).map(([name, { state }]) => [name, state]));
      expect(states(dry)).toEqual(states(ended));
      expect([dry.code, ended.code]).toEqual([1, 1]);
      expectNoSecret(dry);
      expectNoSecret(ended);
    });

    it("gives a service that is missing a new address where another one has its own", async () => {
      expect(said["service/lost"]?.state).toBe("added");
      const lost = JSON.stringify(await config.live("services/lost"));
      expect(lost).toMatch(/"clusterIP":"10\./);
      expect(lost).not.toContain(JSON.stringify(before["lost"]).match(/"clusterIP":"[^"]+"/)?.[0] ?? "?");
      expect(await config.live("services/headless")).toMatchObject({ spec: { clusterIP: "None" } });
    });

    it("refuses a service whose port would stand beside another of its name, until that one is deleted", async () => {
      expect(said["service/front"]).toMatchObject({
        state: "refused",
        reason: like(/Duplicate value.*delete the object/s),
      });
      await config.remove("services/front");
      const again = await config.restore({ ...APPLY, CONFIG_ONLY: "service/front" });
      expect(again.code, again.stderr).toBe(0);
      expect(await config.live("services/front")).toMatchObject({ spec: { ports: [{ port: 80 }] } });
    });

    it("gives a service other node ports where its own are taken, and says so", async () => {
      expect(events(ended, "port_taken")).toMatchObject([{ level: "warn" }]);
      expect(JSON.stringify(await config.live("services/door"))).toMatch(/"nodePort":3(?!0080)\d{4}/);
    });

    it("runs no Job again by itself, and one that is named as a new one", async () => {
      expect(said["job/once"]).toMatchObject({ state: "added", reason: like(/runs again/) });
      expect(await config.live("jobs/once")).toBeUndefined();
      const again = await config.restore({ ...APPLY, CONFIG_ONLY: "job/once" });
      expect(again.code, again.stderr).toBe(0);
      const once = await config.live("jobs/once");
      expect(JSON.stringify(once)).not.toContain(/"uid":"([^"]+)"/.exec(JSON.stringify(before["once"]))?.[1]);
      expect(once).toMatchObject({
        spec: { selector: { matchLabels: { "batch.kubernetes.io/controller-uid": once?.metadata.uid } } },
      });
    });

    it("leaves the token of a service account to the cluster", async () => {
      const token = await config.live("secrets/robot-token");
      expect(token?.["data"]).toBeUndefined();
      expect(token?.metadata.annotations).toEqual({
        "kubernetes.io/service-account.name": "robot",
        "lifeboat/restored-from": id,
      });
    });

    it("asks for a new volume in place of the one that a claim had, and says which", async () => {
      const files = await config.live("persistentvolumeclaims/files");
      expect(JSON.stringify(files)).not.toMatch(/pvc-0123|bind-completed|selected-node/);
      expect(events(ended, "volume_lost")).toMatchObject([{ message: like(/pvc-0123/) }]);
    });

    it("waits for nobody: what is being deleted is refused", async () => {
      await config.markDeleted("persistentvolumeclaims/files");
      const again = await config.restore({ CONFIG_ONLY: "pvc/*" });
      expect(again.code, again.stderr).toBe(2);
      const named = await config.restore({ CONFIG_ONLY: "persistentvolumeclaim/files" });
      expect(named.code, named.stderr).toBe(1);
      expect(named.stderr).toMatch(/files: it is being deleted/);
    });

    it("restores what is too large for kubectl's annotation", async () => {
      const big = await config.live("configmaps/big");
      expect(JSON.stringify(big).length).toBeGreaterThan(500_000);
      expect(Object.keys(big?.metadata.annotations ?? {})).toEqual(["lifeboat/restored-from"]);
    });

    it("creates what no apply takes: two variables of one name", async () => {
      const twice = await config.live("deployments/twice");
      expect(twice).toMatchObject({
        spec: { template: { spec: { containers: [{ env: [{ value: "1" }, { value: "2" }] }] } } },
      });
    });

    it("leaves the number of pods to the autoscaler, and restores the rest", async () => {
      expect(said["deployment/scaled"]?.fields).toEqual([
        { field: "spec.template.spec.containers[main].image", from: "web:2", to: "web:1" },
      ]);
      expect(await config.live("deployments/scaled")).toMatchObject({ spec: { replicas: 7 } });
    });

    it("reports what cannot change, each with the API server's reason, and restores all others", () => {
      const [{ message = "" } = {}] = events(ended, "config_restore_incomplete");
      expect(said["secret/registry"]).toMatchObject({
        state: "refused",
        reason: like(/immutable.*delete the object/s),
      });
      expect(said["rolebinding/reader"]).toMatchObject({
        state: "refused",
        reason: like(/roleRef/),
      });
      expect(said["configmap/frozen"]).toMatchObject({
        state: "refused",
        reason: like(/immutable/),
      });
      for (const name of ["secret/registry", "rolebinding/reader", "configmap/frozen", "role/mighty"])
        expect(message).toContain(name);
    });

    it("grants nobody what its own account may not do", async () => {
      expect(said["role/mighty"]).toMatchObject({
        state: "denied",
        reason: like(/not currently held/),
      });
      const alone = await config.restore({ ...APPLY, CONFIG_ONLY: "role/mighty" });
      expect(alone.code, alone.stderr).toBe(5);
      expect(await config.live("roles/mighty")).toBeUndefined();
    });

    it("restores a Role, then the binding that names it", async () => {
      expect(await config.live("rolebindings/watcher")).toBeDefined();
    });

    it("keeps an owner that is the same object, and no other: it would be deleted with that one", async () => {
      expect((await config.live("configmaps/child"))?.metadata.ownerReferences).toHaveLength(1);
      expect((await config.live("configmaps/orphan"))?.metadata.ownerReferences).toBeUndefined();
    });

    it("leaves what a controller makes to it", () => {
      expect(said["configmap/generated"]).toMatchObject({
        state: "added",
        reason: like(/ConfigMap owner makes it/),
      });
    });

    it("restores a StatefulSet with its claims' templates", async () => {
      expect(await config.live("statefulsets/db")).toMatchObject({
        spec: { volumeClaimTemplates: [{ metadata: { name: "data" } }] },
      });
    });

    it("says of a definition of the whole cluster that an operator applies it", () => {
      expect(said["customresourcedefinition/lamps.example.com"]).toMatchObject({
        state: "added",
        reason: like(/docs\/restore\.md/),
      });
    });
  });
});

describeReal("config-restore.sh refuses", [...JOB_REQUIREMENTS, "etcd", "kube-apiserver"], () => {
  let config: ConfigWorld;
  let id: string;

  beforeAll(async () => {
    config = await startConfigWorld();
    const none = await config.restore();
    expect(none.stderr).toMatch(/no configuration backup in s3:\/\/shop-backups\/k8s-configs for latest/);
    expect(none.code).toBe(4);
    await config.apply(configMap("settings", { colour: "green" }));
    id = await config.backup();
    await config.remove("configmaps/settings");
  });
  afterAll(() => config.stop());

  async function expectRefused(
    env: Readonly<Record<string, string>>,
    code: number,
    message: RegExp,
    place?: Place,
  ) {
    const ended = await config.restore({ ...APPLY, ...env }, place);
    expect(ended.stderr).toMatch(message);
    expect(ended.code).toBe(code);
    expect(ended.stdout).toBe("");
    expect(events(ended, "output")).toEqual([]);
    expect(await config.live("configmaps/settings")).toBeUndefined();
    expect(config.world.scratch()).toEqual([]);
  }

  /** Runs with an object of the vault changed. */
  async function withObject(key: string, change: (body: Buffer) => Buffer, run: () => Promise<void>) {
    const { bucket } = config.world;
    const good = await bucket.get(key);
    await bucket.put(key, change(good));
    try {
      await run();
    } finally {
      await bucket.put(key, good);
    }
  }

  it("bad arguments with 2, all at once", async () => {
    await expectRefused(
      { CONFIG_BACKUP: "newest", CONFIG_DRY_RUN: "no", CONFIG_ONLY: "web,configmap/a", RESTORE_FROM: "here" },
      2,
      /CONFIG_BACKUP 'newest'.*CONFIG_DRY_RUN 'no'.*RESTORE_FROM 'here'.*CONFIG_ONLY 'web'/,
    );
    await expectRefused({ CONFIG_BACKUP: "2026-13-01T00:00:00Z" }, 2, /2026-13-01T00:00:00Z/);
    await expectRefused(
      { CONFIG_ONLY: "configmap/other,job/x" },
      2,
      /CONFIG_ONLY names configmap\/other, job\/x/,
    );
  });

  it("a backup that does not exist with 4", async () => {
    await expectRefused(
      { CONFIG_BACKUP: "20200101T000000Z-abcdef" },
      4,
      /for 20200101T000000Z-abcdef \(1 exist/,
    );
    await expectRefused({ CONFIG_BACKUP: "2020-01-01T00:00:00Z" }, 4, /for 2020-01-01T00:00:00Z/);
  });

  it("without its rights with 5, and without an account or with another key with 6", async () => {
    const bindings =
      "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/rolebindings/lifeboat-config-restore";
    const binding = await config.api.client.must(bindings);
    await config.api.client.must(bindings, { method: "DELETE" });
    await expectRefused({}, 5, /status 403: .*cannot list resource/);
    await config.api.client.must(bindings.replace(/\/[^/]*$/, ""), {
      method: "POST",
      body: { ...Object(binding), metadata: { name: "lifeboat-config-restore", namespace: "shop" } },
    });
    await expectRefused({ KUBERNETES_SERVICE_HOST: "" }, 6, /no service account in this pod/);
    await expectRefused({ LIFEBOAT_AGE_SECRET: "/nowhere" }, 6, /identity.txt cannot be read/);
    const other = config.world.writeSecret("identity.txt", ageKey().identity);
    await expectRefused({ LIFEBOAT_AGE_SECRET: other }, 6, /does not open it, it is encrypted to age1/);
  });

  it("an API server that does not respond with 1, after several attempts", async () => {
    await expectRefused({ KUBERNETES_SERVICE_PORT: "1" }, 1, /refused; 4 attempts|4 attempts/);
  });

  it("a damaged object, and one that its manifest does not describe, before anything is written", async () => {
    const key = `k8s-configs/${id}`;
    const flip = (body: Buffer) => Buffer.from(body.map((byte, index) => (index === 300 ? byte ^ 1 : byte)));
    await withObject(`${key}.json.zst.age`, flip, () =>
      expectRefused({}, 1, /is damaged: part 1 of 1 has SHA-256/),
    );
    const miscount = (body: Buffer) => Buffer.from(body.toString().replace(/(shop\/configmaps":)\d+/, "$17"));
    await withObject(`${key}.manifest.json`, miscount, () =>
      expectRefused({}, 1, /shop\/configmaps has 1 objects, its manifest says 7/),
    );
    const foreign = (body: Buffer) =>
      Buffer.from(body.toString().replace('"service":"shop"', '"service":"bank"'));
    await withObject(`${key}.manifest.json`, foreign, () =>
      expectRefused({}, 1, /service is bank, must be shop/),
    );
  });

  it("another environment's backup, unless what to take of it is named: then it comes into this namespace", async () => {
    const { client } = config.api;
    const other = await config.otherNamespace("other");
    await expectRefused({}, 2, /is of namespace shop, this job's is other: name in CONFIG_ONLY/, other);
    const ended = await config.restore({ ...APPLY, CONFIG_ONLY: "configmap/settings" }, other);
    expect(ended.code, ended.stderr).toBe(0);
    expect(await client.must("/api/v1/namespaces/other/configmaps/settings")).toMatchObject({
      data: { colour: "green" },
    });
    expect(await config.live("configmaps/settings")).toBeUndefined();
  });
});
