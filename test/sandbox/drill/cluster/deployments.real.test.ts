import http from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { type Cluster, clusterBackend } from "../../../../sandbox/drill/cluster/cluster-backend";
import type { ClusterEvent } from "../../../../sandbox/drill/cluster/cluster-event";
import { type PropertyMap, secret } from "../../../../sandbox/providers/value";
import { startPostgres, type Postgres } from "../../../../sandbox/servers/postgres";
import { describeReal } from "../../../support/describe-real";
import { eventually } from "../../../support/processes";
import { existing, objectOperation } from "../operations";
import { APPLICATION_IMAGE, JOB_IMAGE, application, deployment, job, script } from "./manifests";

const TYPE = "apps/v1:Deployment";

describeReal("applications of the cluster", ["root", "unshare", "job-image", "postgresql"], () => {
  let postgres: Postgres;
  let cluster: Cluster;
  let events: ClusterEvent[];
  let spec: PropertyMap;

  beforeAll(async () => {
    postgres = await startPostgres();
    await postgres.sql("postgres", "CREATE ROLE kyb_owner NOLOGIN");
    await postgres.sql("postgres", "CREATE DATABASE kyb OWNER kyb_owner");
    await postgres.sql(
      "kyb",
      `CREATE ROLE kyb_app LOGIN PASSWORD 'pw' IN ROLE pg_read_all_data, pg_write_all_data;
       CREATE ROLE kyb_migrate LOGIN PASSWORD 'pw' IN ROLE kyb_owner; ALTER ROLE kyb_migrate SET role TO kyb_owner;
       ALTER SCHEMA public OWNER TO kyb_owner;
       CREATE TABLE public.lifeboat_drill_rows(seq bigint, side text)`,
    );
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    events = [];
    cluster = clusterBackend({
      jobImages: [JOB_IMAGE],
      timeScale: 30,
      retryMs: 50,
      onEvent: (event) => events.push(event),
    });
    await putSecret("pw");
    spec = application({ port: postgres.port, database: "kyb", user: "kyb_app" });
  });
  afterEach(() => cluster.close());

  const secretOf = (password: string) =>
    objectOperation("core/v1:Secret", {
      metadata: { name: "api-secrets", namespace: "kyb" },
      stringData: secret({ PGPASSWORD: password }),
    });
  const putSecret = (password: string) => cluster.backend.create(secretOf(password));
  const changeSecret = (password: string) => cluster.backend.update(existing(secretOf(password)));
  const create = (inputs: PropertyMap) => cluster.backend.create(objectOperation(TYPE, inputs));
  const update = (inputs: PropertyMap) => cluster.backend.update(existing(objectOperation(TYPE, inputs)));
  const port = (name = "api"): number | undefined => cluster.workloads.find("kyb", name)?.port;

  async function ask(path: string, init: RequestInit = {}, name = "api"): Promise<number> {
    return (await fetch(`http://127.0.0.1:${String(port(name))}${path}`, init)).status;
  }
  const write = (seq: number, name = "api") =>
    ask("/drill/rows", { method: "POST", body: JSON.stringify({ seq }) }, name);
  const count = async (sql: string): Promise<number> =>
    Number((await postgres.sql("kyb", `SELECT count(*) AS n FROM ${sql}`))[0]?.["n"]);
  const sessions = () => count("pg_stat_activity WHERE usename = 'kyb_app'");

  it("serve once they are ready, as the declared login", async () => {
    expect(port()).toBeUndefined();
    const state = await create(deployment(spec));
    expect(state.id).toBe("kyb/api");
    expect([await ask("/health"), await write(7)]).toEqual([200, 201]);
    expect(await count("public.lifeboat_drill_rows WHERE seq = 7 AND side = 'kyb'")).toBe(1);
    expect(await sessions()).toBeGreaterThan(0);
    expect(events.map(({ object, phase }) => `${object.kind} ${phase}`)).toEqual([
      "Deployment started",
      "Deployment done",
    ]);
  });

  it("leave no session when they are scaled to 0, and when they are deleted", async () => {
    await create(deployment(spec));
    await Promise.all([1, 2, 3, 4].map((seq) => write(seq)));
    await update(deployment(spec, { replicas: 0 }));
    expect([port(), await sessions()]).toEqual([undefined, 0]);
    await update(deployment(spec));
    expect(await ask("/")).toBe(200);
    await cluster.backend.delete(existing(objectOperation(TYPE, deployment(spec))));
    expect([port(), await sessions()]).toEqual([undefined, 0]);
    expect(cluster.object("Deployment", "kyb", "api")).toBeUndefined();
  });

  it("are restarted by another template and not by another number", async () => {
    await create(deployment(spec));
    const first = port();
    await update(deployment(spec, { replicas: 5 }));
    expect(port()).toBe(first);
    await update(deployment({ ...spec, nodeSelector: { zone: "a" } }));
    expect(port()).not.toBe(first);
    expect(await write(8)).toBe(201);
  });

  it("come back by themselves after their database was away", async () => {
    await create(deployment(spec));
    await postgres.halt();
    try {
      expect([await ask("/health"), await write(9)]).toEqual([503, 503]);
    } finally {
      await postgres.start();
    }
    await eventually(async () => (await write(10)) === 201);
  });

  it("fail the roll-out when they do not get ready, with the reason, and hold no session", async () => {
    await changeSecret("wrong");
    await expect(create(deployment(spec))).rejects.toThrow(
      /^Deployment kyb\/api is not ready after 2 s \(progressDeadlineSeconds 60 at 30 .*\): GET \/health answers 503: .*password authentication failed for user .*Mend the cause/,
    );
    expect([port(), await sessions()]).toEqual([undefined, 0]);
    await changeSecret("pw");
    await create(deployment(spec));
  });

  it("let the old one serve while the new one does not get ready", async () => {
    await create(deployment(spec));
    const first = port();
    const elsewhere = application({ port: postgres.port, database: "nowhere", user: "kyb_app" });
    await expect(update(deployment(elsewhere))).rejects.toThrow('database \\"nowhere\\" does not exist');
    expect(port()).toBe(first);
    expect(await write(11)).toBe(201);
  });

  it("refuse to start without what they are to read", async () => {
    await cluster.backend.delete(
      existing(objectOperation("core/v1:Secret", { metadata: { name: "api-secrets", namespace: "kyb" } })),
    );
    await expect(create(deployment(spec))).rejects.toThrow("Secret kyb/api-secrets not found");
  });

  it("change nothing in a preview", async () => {
    const operation = objectOperation(TYPE, deployment(spec), { preview: true });
    await cluster.backend.create(operation);
    await cluster.backend.update({ ...existing(operation), preview: true });
    expect(cluster.object("Deployment", "kyb", "api")).toBeUndefined();
    expect(events).toEqual([]);
  });

  it("pass requests on where they are proxies", async () => {
    const nginx = { containers: [{ name: "nginx", image: APPLICATION_IMAGE }] };
    await create(deployment(nginx, { name: "nginx", component: "proxy" }));
    expect(await ask("/health", {}, "nginx")).toBe(502);
    await create(deployment(spec));
    expect([await ask("/health", {}, "nginx"), await write(12, "nginx")]).toEqual([200, 201]);
  });

  it("migrate as the owner by a Job of the application's image", async () => {
    const place = { port: postgres.port, database: "kyb", user: "kyb_migrate" };
    await cluster.backend.create(objectOperation("batch/v1:Job", job("migrate-1", application(place))));
    expect(await count("public.lifeboat_drill_migrations")).toBe(1);
    expect(await count("pg_tables WHERE tableowner = 'kyb_owner' AND tablename LIKE '%migrations'")).toBe(1);
    await postgres.sql("kyb", "DROP TABLE public.lifeboat_drill_migrations");
    const app = application({ ...place, user: "kyb_app" });
    await expect(
      cluster.backend.create(objectOperation("batch/v1:Job", job("migrate-2", app))),
    ).rejects.toThrow(
      "Job kyb/migrate-2 failed: container api ended with exit code 1: permission denied for schema public. Mend",
    );
  });

  it("wait for their init containers, and come back with their region only when those let them", async () => {
    let peerServes = true;
    const peer = http.createServer((_, response) => response.writeHead(peerServes ? 200 : 503).end());
    await new Promise<void>((resolve) => peer.listen(0, "127.0.0.1", resolve));
    const address = peer.address();
    const peerPort = typeof address === "object" && address !== null ? address.port : 0;
    const asking = `exec 3<>/dev/tcp/127.0.0.1/${String(peerPort)}; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3
      read -r _ status _ <&3; [[ $status != 200 ]] || { echo '{"level":"error","message":"peer serves"}' >&2; exit 1; }`;
    const guarded = deployment({ ...spec, initContainers: [script(asking, { name: "fence-check" })] });
    try {
      await expect(create(guarded)).rejects.toThrow(
        "init container fence-check ended with exit code 1: peer serves. Mend",
      );
      peerServes = false;
      await create(guarded);
      expect(await write(13)).toBe(201);

      cluster.killNamespaces((namespace) => namespace === "kyb");
      expect(port()).toBeUndefined();
      await expect(update(guarded)).rejects.toThrow("Deployment kyb/api: the cluster does not answer");
      await eventually(async () => (await sessions()) === 0);
      peerServes = true;
      events = [];
      cluster.revive((namespace) => namespace === "kyb");
      await new Promise((resolve) => setTimeout(resolve, 1500));
      expect([port(), events.map(({ phase }) => phase)]).toEqual([undefined, ["started"]]);
      peerServes = false;
      await eventually(() => port() !== undefined);
      expect(await write(14)).toBe(201);
    } finally {
      peer.close();
    }
  });
});
