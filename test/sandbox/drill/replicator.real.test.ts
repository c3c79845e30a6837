import { createHash, randomBytes } from "node:crypto";
import http from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createClock } from "../../../sandbox/drill/clock";
import { startReplicator, type Replicator, type ReplicatorOptions } from "../../../sandbox/drill/replicator";
import { copyObject } from "../../../sandbox/drill/replicator-store";
import { listen } from "../../../sandbox/drill/traffic/listener";
import { startMoto, type Moto } from "../../../sandbox/servers/moto";
import { describeReal } from "../../support/describe-real";
import { AUTHORIZATION } from "../../support/proof-vault";
import { Bucket } from "../../infra/jobs/bucket";

const MIB = 1024 ** 2;
const HEADERS = { authorization: AUTHORIZATION, "x-amz-sdk-checksum-algorithm": "SHA256" };
const LOCK =
  "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention>" +
  "<Mode>GOVERNANCE</Mode><Days>1</Days></DefaultRetention></Rule></ObjectLockConfiguration>";

const sha256 = (body: Buffer): string => createHash("sha256").update(body).digest("base64");

interface Sent {
  readonly method?: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

async function send(url: string, init: Sent): Promise<Response> {
  const response = await fetch(url, { ...init, headers: { ...HEADERS, ...init.headers } });
  if (!response.ok)
    throw new Error(`${init.method ?? "GET"} ${url}: ${response.status} ${await response.text()}`);
  return response;
}

describeReal("replicator", ["moto"], () => {
  let east: Moto;
  let west: Moto;
  let replicators: Replicator[] = [];
  beforeAll(async () => {
    [east, west] = await Promise.all([startMoto(), startMoto()]);
  });
  beforeEach(async () => {
    await Promise.all([east.reset(), west.reset()]);
    for (const bucket of [vault(), replica()]) {
      await bucket.create();
      await send(`${bucket.url}/${bucket.name}?object-lock`, { method: "PUT", body: LOCK });
    }
  });
  afterEach(async () => {
    await Promise.all(replicators.map((one) => one.stop()));
    replicators = [];
  });
  afterAll(async () => {
    await Promise.all([east.stop(), west.stop()]);
  });

  const vault = (): Bucket => new Bucket(east.url, "orders");
  const replica = (): Bucket => new Bucket(west.url, "orders-replica");
  const put = (key: string, body: Buffer, headers: Readonly<Record<string, string>> = {}) =>
    send(`${east.url}/orders/${key}`, { method: "PUT", body: new Uint8Array(body), headers });
  const start = (more: Partial<ReplicatorOptions> = {}): Replicator => {
    const replicator = startReplicator({
      buckets: [{ source: "orders", replica: "orders-replica", prefixes: ["database/", "configuration/"] }],
      ...{ sourceEndpoint: east.url, replicaEndpoint: west.url, intervalMs: 3_600_000 },
      ...{ clock: createClock(1), ...more },
    });
    replicators.push(replicator);
    return replicator;
  };

  it("copies what lies under the prefixes, keys unchanged, body, type and user metadata too", async () => {
    const body = randomBytes(3 * MIB);
    const headers = { "content-type": "application/x-age", "x-amz-meta-run": "r-1" };
    await put("database/hourly/a b+c.dump.zst.age", body, headers);
    await put("configuration/one.json", Buffer.from("{}"));
    await put("staging/one", Buffer.from("staged"));
    await start().drain();
    expect(await replica().keys()).toEqual(["configuration/one.json", "database/hourly/a b+c.dump.zst.age"]);
    const copy = await send(`${west.url}/orders-replica/database/hourly/a%20b%2Bc.dump.zst.age`, {
      headers: { "x-amz-checksum-mode": "ENABLED" },
    });
    expect(Buffer.from(await copy.arrayBuffer()).equals(body)).toBe(true);
    expect(Object.fromEntries(copy.headers)).toMatchObject({
      ...headers,
      "content-length": String(3 * MIB),
      "x-amz-checksum-sha256": sha256(body),
    });
  });
  it("copies an object that was sent in parts whole", async () => {
    const url = `${east.url}/orders/database/parts`;
    const started = await send(`${url}?uploads`, {
      method: "POST",
      headers: { "x-amz-checksum-algorithm": "SHA256" },
    });
    const [, id = ""] = /<UploadId>([^<]*)</.exec(await started.text()) ?? [];
    const parts = [randomBytes(5 * MIB), randomBytes(1000)];
    const etags: string[] = [];
    for (const [index, part] of parts.entries()) {
      const target = `${url}?partNumber=${index + 1}&uploadId=${id}`;
      const { headers } = await send(target, { method: "PUT", body: new Uint8Array(part) });
      etags.push(headers.get("etag") ?? "");
    }
    const listed = etags.map(
      (etag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${etag}</ETag></Part>`,
    );
    const body = `<CompleteMultipartUpload>${listed.join("")}</CompleteMultipartUpload>`;
    await send(`${url}?uploadId=${id}`, { method: "POST", body });
    await start().drain();
    expect((await replica().get("database/parts")).equals(Buffer.concat(parts))).toBe(true);
  });
  it("keeps an object's own lock", async () => {
    const until = new Date(Date.now() + 40 * 86_400_000);
    until.setUTCMilliseconds(0);
    await put("database/locked", Buffer.from("x"), {
      "x-amz-object-lock-mode": "GOVERNANCE",
      "x-amz-object-lock-retain-until-date": until.toISOString().replace(".000Z", "Z"),
    });
    await start().drain();
    expect(await replica().lock("database/locked")).toEqual({ mode: "GOVERNANCE", until });
  });
  it("copies each version once", async () => {
    await put("database/a.manifest.json", Buffer.from("manifest 1"));
    await put("database/b.dump", Buffer.from("dump 1"));
    const replicator = start();
    await replicator.drain();
    await replicator.drain();
    expect(replicator.counts()).toEqual({ copied: 2, failures: 0, lastFailure: undefined });
    await put("database/b.dump", Buffer.from("dump 2"));
    await replicator.drain();
    expect(replicator.counts().copied).toBe(3);
    expect((await replica().get("database/b.dump")).toString()).toBe("dump 2");
    const versions = await (await send(`${west.url}/orders-replica?versions`, {})).text();
    expect([...versions.matchAll(/<Version>/g)]).toHaveLength(3);
  });

  /** A source that lists a manifest before its object, and what it was asked for. */
  const listing = async (objectStatus: number) => {
    const asked: string[] = [];
    const entries = ["database/a.manifest.json", "database/b.dump"].map(
      (key) =>
        `<Contents><Key>${key}</Key><LastModified>1</LastModified><ETag>&quot;e&quot;</ETag></Contents>`,
    );
    const server = http.createServer(({ url = "" }, response) => {
      const list = url.includes("list-type=2");
      if (!list) asked.push(url);
      response.statusCode = url.endsWith(".dump") ? objectStatus : 200;
      const body = list ? entries.join("") : "body";
      response.setHeader("content-length", body.length).end(body);
    });
    return { asked, listener: await listen(server) };
  };
  it("copies manifests after the objects that they describe", async () => {
    const { asked, listener } = await listing(200);
    const buckets = [{ source: "orders", replica: "orders-replica" }];
    await start({ buckets, sourceEndpoint: `http://127.0.0.1:${listener.port}` }).drain();
    expect(asked).toEqual(["/orders/database/b.dump", "/orders/database/a.manifest.json"]);
    await listener.close();
  });
  it("copies no manifest past an object that failed", async () => {
    const { asked, listener } = await listing(500);
    const buckets = [{ source: "orders", replica: "orders-replica" }];
    const replicator = start({ buckets, sourceEndpoint: `http://127.0.0.1:${listener.port}` });
    await expect(replicator.drain()).rejects.toThrow(/GET .*b\.dump: 500/);
    expect(asked).not.toContain("/orders/database/a.manifest.json");
    expect(await replica().keys()).toEqual([]);
    await listener.close();
  });
  it("leaves deletions behind", async () => {
    await put("database/a", Buffer.from("a"));
    const replicator = start();
    await replicator.drain();
    await vault().remove("database/a");
    await replicator.drain();
    expect(await replica().keys()).toEqual(["database/a"]);
  });
  it("copies by itself at its interval, and its lag stays below two of them and the copying", async () => {
    const replicator = start({ intervalMs: 20 });
    await put("database/a", Buffer.from("a"));
    await expect.poll(() => replica().keys(), { timeout: 60_000 }).toEqual(["database/a"]);
    await expect.poll(() => replicator.lagSeconds(), { timeout: 60_000 }).toBeLessThan(2);
  });
  it("keeps quiet and counts while the source is away; the lag grows, and a drain says why", async () => {
    const replicator = start({ sourceEndpoint: "http://127.0.0.1:1", intervalMs: 5 });
    await expect.poll(() => replicator.counts().failures, { timeout: 60_000 }).toBeGreaterThan(2);
    const before = replicator.lagSeconds();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(replicator.lagSeconds()).toBeGreaterThanOrEqual(before + 0.025);
    await expect(replicator.drain()).rejects.toThrow(/replication: .*ECONNREFUSED/);
    expect(replicator.counts()).toMatchObject({
      copied: 0,
      lastFailure: expect.stringContaining("127.0.0.1:1") as string,
    });
  });
  it("copies the other buckets when one fails", async () => {
    await put("database/a.dump", Buffer.from("a"));
    const replicator = start({
      buckets: [
        { source: "gone", replica: "orders-replica" },
        { source: "orders", replica: "orders-replica" },
      ],
    });
    await expect(replicator.drain()).rejects.toThrow(/GET .*gone.*404/);
    await expect.poll(() => replica().keys(), { timeout: 60_000 }).toEqual(["database/a.dump"]);
  });
  it("leaves nothing under the key when the source breaks off in the middle", async () => {
    const broken = await listen(
      http.createServer((_, response) => {
        response.writeHead(200, { "content-length": "1000000" });
        response.write(Buffer.alloc(100_000));
        setTimeout(() => response.destroy(), 50);
      }),
    );
    const from = { endpoint: `http://127.0.0.1:${broken.port}`, bucket: "orders" };
    try {
      const copying = copyObject(from, { endpoint: west.url, bucket: "orders-replica" }, "database/a");
      await expect(copying).rejects.toThrow();
    } finally {
      await broken.close();
    }
    expect(await replica().keys()).toEqual([]);
  });
  it("refuses a copy whose bytes are not those that the source speaks of", async () => {
    const lying = await listen(
      http.createServer((_, response) => {
        response.writeHead(200, {
          "content-length": "2",
          "x-amz-checksum-sha256": sha256(Buffer.from("no")),
        });
        response.end("ok");
      }),
    );
    const from = { endpoint: `http://127.0.0.1:${lying.port}`, bucket: "orders" };
    try {
      const copying = copyObject(from, { endpoint: west.url, bucket: "orders-replica" }, "database/a");
      await expect(copying).rejects.toThrow(/read were SHA-256 .*, a store says .*; copy it again/);
    } finally {
      await lying.close();
    }
  });
  it("copies nothing any more once it is stopped", async () => {
    const replicator = start();
    await replicator.drain();
    await replicator.stop();
    await put("database/late", Buffer.from("late"));
    await expect(replicator.drain()).rejects.toThrow("is stopped");
    expect(await replica().keys()).toEqual([]);
  });
});
