import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startMoto, type Moto } from "../../../sandbox/servers/moto";
import { startS3Tls, type S3Tls } from "../../../sandbox/servers/s3-tls";
import { ARCHIVING, startArchivingServer, type ArchivingServer } from "../../support/archiving-server";
import { describeReal } from "../../support/describe-real";

const BUCKET = "ledger-wal";

describeReal("S3 by TLS", ARCHIVING, () => {
  let moto: Moto;
  let s3: S3Tls;
  let server: ArchivingServer;
  beforeAll(async () => {
    moto = await startMoto();
    s3 = await startS3Tls({ upstreamPort: moto.port });
    await fetch(`${moto.url}/${BUCKET}`, { method: "PUT" });
    server = await startArchivingServer(s3, BUCKET);
    await server.pgbackrest("stanza-create");
  });
  afterAll(async () => {
    await server.stop();
    await s3.stop();
    await moto.stop();
    expect(existsSync(s3.caFile)).toBe(false);
  });

  it("takes WAL and a full backup of pgBackRest, which reads both back", async () => {
    await server.pgbackrest("check");
    await server.sql("postgres", "CREATE TABLE entry AS SELECT 'before the backup' AS made");
    await server.pgbackrest("backup", "--type=full");
    await server.sql("postgres", "INSERT INTO entry VALUES ('after the backup')");
    // It switches to a new segment, and returns when the old one is in the archive.
    await server.pgbackrest("check");

    await server.restoreFromNothing();
    expect(await server.sql("postgres", "SELECT made FROM entry")).toEqual([
      { made: "before the backup" },
      { made: "after the backup" },
    ]);
  });

  it("is trusted by its own authority only", async () => {
    await expect(fetch(s3.url)).rejects.toThrow("fetch failed");
    const curl = ["-sS", "--cacert", s3.caFile, `${s3.url}/${BUCKET}`];
    const { stdout } = await promisify(execFile)("/usr/bin/curl", curl);
    expect(stdout).toContain("ListBucketResult");
  });
});
