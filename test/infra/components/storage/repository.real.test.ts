import { ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { ComponentResource } from "@pulumi/pulumi";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { serviceLayout } from "../../../../infra/components/service-layout";
import { serviceRepositories } from "../../../../infra/components/storage/repository";
import { applyAws } from "../../../../sandbox/servers/apply-aws";
import { startMoto, type Moto } from "../../../../sandbox/servers/moto";
import { startS3Tls, type S3Tls } from "../../../../sandbox/servers/s3-tls";
import { ARCHIVING, startArchivingServer, type ArchivingServer } from "../../../support/archiving-server";
import { describeReal } from "../../../support/describe-real";
import { Bucket } from "../../jobs/bucket";
import { declared } from "../../../support/pulumi-mocks";
import { archivedLibrary, primary } from "../../../support/service-fixture";

const BUCKET = "library-backups-wal";
const info = z.array(z.object({ backup: z.array(z.object({ label: z.string() })) }));

/** The repository's bucket as the stack declares it; where it logs to is not there. */
async function declaredBucket() {
  const { resources } = await declared(() => {
    serviceRepositories(
      {
        service: archivedLibrary,
        config: primary,
        layout: serviceLayout(archivedLibrary, primary),
        tags: {},
        logBucket: (region) => `logs-${region}`,
        alarmTopics: (region) => `arn:aws:sns:${region}:123456789012:alarms`,
      },
      new ComponentResource("test:index:Parent", "library"),
    );
  });
  return resources.list.filter(
    ({ type, name }) =>
      type.startsWith("aws:s3/") && !type.endsWith(":BucketLogging") && !name.includes("-abroad-"),
  );
}

describeReal("a declared repository", [...ARCHIVING, "boto3"], () => {
  let moto: Moto;
  let s3: S3Tls;
  let server: ArchivingServer;
  let bucket: Bucket;
  beforeAll(async () => {
    moto = await startMoto();
    await applyAws(moto.url, await declaredBucket());
    bucket = new Bucket(moto.url, BUCKET);
    s3 = await startS3Tls({ upstreamPort: moto.port });
    server = await startArchivingServer(s3, BUCKET);
    await server.pgbackrest("stanza-create");
  });
  afterAll(async () => {
    await server.stop();
    await s3.stop();
    await moto.stop();
  });

  const listed = () => bucket.client.send(new ListObjectVersionsCommand({ Bucket: BUCKET }));
  const labels = async (): Promise<readonly string[]> =>
    info
      .parse(JSON.parse(await server.pgbackrest("info", "--output=json")))
      .flatMap(({ backup }) => backup.map(({ label }) => label));
  it("lets the server's retention delete, and keeps what it deleted as old versions", async () => {
    await server.pgbackrest("backup", "--type=full");
    const [first = "none"] = await labels();
    await server.pgbackrest("backup", "--type=full");
    expect(await labels()).not.toContain(first);

    const manifest = `ledger/backup/ledger/${first}/backup.manifest`;
    const { Versions, DeleteMarkers } = await listed();
    expect(DeleteMarkers?.filter(({ Key }) => Key === manifest)).toMatchObject([{ IsLatest: true }]);
    expect(Versions?.filter(({ Key }) => Key === manifest)).toMatchObject([{ IsLatest: false }]);
  });

  it("is whole again once the delete markers of a malicious deletion are removed", async () => {
    await server.sql("postgres", "CREATE TABLE entry AS SELECT 'kept' AS made");
    await server.pgbackrest("check");
    const backups = await labels();
    expect(backups).toHaveLength(1);
    for (const key of await bucket.keys()) await bucket.remove(key);
    expect(await labels()).toEqual([]);

    const { DeleteMarkers = [] } = await listed();
    for (const { Key = "", VersionId, IsLatest } of DeleteMarkers)
      if (IsLatest === true) await bucket.removeVersion(Key, VersionId);
    expect(await labels()).toEqual(backups);
    await server.restoreFromNothing();
    expect(await server.sql("postgres", "SELECT made FROM entry")).toEqual([{ made: "kept" }]);
  });
});
