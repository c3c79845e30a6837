import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectLockConfigurationCommand,
  UploadPartCommand,
  type CompletedPart,
} from "@aws-sdk/client-s3";
import { createHash, randomBytes } from "node:crypto";
import http from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createClock } from "../../../sandbox/drill/clock";
import { startReplicator, type Replicator, type ReplicatorOptions } from "../../../sandbox/drill/replicator";
import { copyObject } from "../../../sandbox/drill/replicator-store";
import { listen } from "../../../sandbox/servers/listener";
import { startMoto, type Moto } from "../../../sandbox/servers/moto";
import { s3Client } from "../../../sandbox/servers/s3-client";
import { describeReal } from "../../support/describe-real";
import { Bucket } from "../../infra/jobs/bucket";

const MIB = 1024 ** 2;
const sha256 = (body: Buffer): string => createHash("sha256").update(body).digest("base64");

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
      const Rule = { DefaultRetention: { Mode: "GOVERNANCE", Days: 1 } } as const;
      const lock = {
        Bucket: bucket.name,
        ObjectLockConfiguration: { ObjectLockEnabled: "Enabled", Rule },
      } as const;
      await bucket.client.send(new PutObjectLockConfigurationCommand(lock));
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
  const put: Bucket["put"] = (...args) => vault().put(...args);
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
    const kept = { ContentType: "application/x-age", Metadata: { run: "r-1" } };
    await put("database/hourly/a b+c.dump.zst.age", body, kept);
    await put("configuration/one.json", Buffer.from("{}"));
    await put("staging/one", Buffer.from("staged"));
    await start().drain();
    expect(await replica().keys()).toEqual(["configuration/one.json", "database/hourly/a b+c.dump.zst.age"]);
    const { client, name } = replica();
    const copy = await client.send(
      new GetObjectCommand({
        Bucket: name,
        Key: "database/hourly/a b+c.dump.zst.age",
        ChecksumMode: "ENABLED",
      }),
    );
    expect(Buffer.from((await copy.Body?.transformToByteArray()) ?? []).equals(body)).toBe(true);
    expect(copy).toMatchObject({ ...kept, ContentLength: 3 * MIB, ChecksumSHA256: sha256(body) });
  });
  it("copies an object that was sent in parts whole", async () => {
    const { client } = vault();
    const target = { Bucket: "orders", Key: "database/parts" };
    const { UploadId } = await client.send(
      new CreateMultipartUploadCommand({ ...target, ChecksumAlgorithm: "SHA256" }),
    );
    const parts = [randomBytes(5 * MIB), randomBytes(1000)];
    const Parts: CompletedPart[] = [];
    for (const [at, Body] of parts.entries()) {
      const part = { ...target, UploadId, PartNumber: at + 1, Body, ChecksumAlgorithm: "SHA256" } as const;
      const { ETag, ChecksumSHA256 } = await client.send(new UploadPartCommand(part));
      Parts.push({ PartNumber: at + 1, ETag, ChecksumSHA256 });
    }
    await client.send(
      new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }),
    );
    await start().drain();
    expect((await replica().get("database/parts")).equals(Buffer.concat(parts))).toBe(true);
  });
  it("keeps an object's own lock", async () => {
    const until = new Date(Date.now() + 40 * 86_400_000);
    until.setUTCMilliseconds(0);
    await put("database/locked", Buffer.from("x"), {
      ObjectLockMode: "GOVERNANCE",
      ObjectLockRetainUntilDate: until,
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
    const { client, name } = replica();
    expect((await client.send(new ListObjectVersionsCommand({ Bucket: name }))).Versions).toHaveLength(3);
  });

  /** A source that lists a manifest before its object, and what it was asked for. */
  const listing = async (objectStatus: number) => {
    const asked: string[] = [];
    const entries = ["database/a.manifest.json", "database/b.dump"].map(
      (key) =>
        `<Contents><Key>${key}</Key><LastModified>2026-01-01T00:00:00Z</LastModified><ETag>&quot;e&quot;</ETag></Contents>`,
    );
    const server = http.createServer(({ url = "" }, response) => {
      const list = url.includes("list-type=2");
      const [name = ""] = url.split("?");
      if (!list) asked.push(name);
      response.statusCode = name.endsWith(".dump") ? objectStatus : 200;
      const error = "<Error><Code>InternalError</Code><Message>try again</Message></Error>";
      const body = list ? `<ListBucketResult>${entries.join("")}</ListBucketResult>` : error;
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
    await expect(replicator.drain()).rejects.toThrow(/get s3:.*b\.dump: 500/);
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
  it("keeps quiet and counts while the source is down; the lag grows, and a drain says why", async () => {
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
    await expect(replicator.drain()).rejects.toThrow(/list s3:.*gone.*404/);
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
    const from = { client: s3Client(`http://127.0.0.1:${broken.port}`), bucket: "orders" };
    try {
      const copying = copyObject(from, { client: replica().client, bucket: "orders-replica" }, "database/a");
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
    const from = { client: s3Client(`http://127.0.0.1:${lying.port}`), bucket: "orders" };
    try {
      const copying = copyObject(from, { client: replica().client, bucket: "orders-replica" }, "database/a");
      await expect(copying).rejects.toThrow(/put s3:.*: Checksum mismatch: expected/);
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
