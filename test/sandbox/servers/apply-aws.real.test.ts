import { expect, it } from "vitest";
import { z } from "zod";
import { applyAws } from "../../../sandbox/servers/apply-aws";
import { describeReal } from "../../support/describe-real";
import { declaredAlarms } from "./alarm-resources";
import { motoCli } from "./moto-cli";
import { s3, VAULT } from "./vault-resources";

describeReal("declared AWS resources", ["moto", "boto3", "awscli"], () => {
  const moto = motoCli();
  const { aws } = moto;

  it("exist as declared", async () => {
    const { applied } = await applyAws(moto.url, VAULT);
    expect(applied).toHaveLength(VAULT.length - 2);
    const query = async (call: string, path: string) =>
      aws("s3api", call, "--bucket", "orders", "--query", path, "--output", "text");
    expect(await query("get-bucket-versioning", "Status")).toBe("Enabled");
    expect(
      await query(
        "get-object-lock-configuration",
        "ObjectLockConfiguration.Rule.DefaultRetention.[Mode,Days]",
      ),
    ).toBe("GOVERNANCE\t1");
    expect(
      await query("get-bucket-lifecycle-configuration", "Rules[].[ID,Filter.Prefix,Expiration.Days]"),
    ).toContain("daily\tpostgresql/daily/\t30");
    expect(await query("get-public-access-block", "PublicAccessBlockConfiguration.BlockPublicAcls")).toBe(
      "True",
    );
    expect(await query("get-bucket-logging", "LoggingEnabled.[TargetBucket,TargetPrefix]")).toBe(
      "logs\torders/",
    );
    expect(await query("get-bucket-replication", "ReplicationConfiguration.Role")).toMatch(
      /role\/replicator$/,
    );
  });

  it("take an unknown key to be the one of their region with the nearest name, and say so", async () => {
    const { applied, assumed } = await applyAws(moto.url, VAULT);
    const idOf = (name: string) => applied.find((made) => made.name === name)?.id;
    expect(assumed).toContainEqual(
      expect.objectContaining({ name: "orders-encryption", of: "orders-key", value: idOf("orders-key") }),
    );
    expect(assumed).toContainEqual(
      expect.objectContaining({ name: "orders-replica-encryption", of: "orders-replica-key" }),
    );
    expect(idOf("orders-replica-key")).toContain(":us-west-2:");
    const put = [
      "s3api",
      "put-object",
      "--bucket",
      "orders",
      "--key",
      "k",
      "--query",
      "SSEKMSKeyId",
      "--output",
      "text",
    ];
    expect(await aws(...put)).toBe(idOf("orders-key"));
  });

  it("understand what a finished deployment called them, when its outputs are given", async () => {
    const arn = "arn:aws:kms:us-east-1:1:key/theirs";
    const key = { type: "aws:kms/key:Key", name: "z", inputs: {}, outputs: { arn } };
    const other = { type: "aws:kms/key:Key", name: "a-encryption", inputs: {} };
    const rules = [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: arn } }];
    const { applied, assumed } = await applyAws(moto.url, [
      s3("Bucket", "a", { bucket: "theirs" }),
      s3("BucketServerSideEncryptionConfiguration", "a-encryption", { bucket: "theirs", rules }),
      key,
      other,
    ]);
    expect(assumed).toEqual([]);
    const made = await aws("s3api", "get-bucket-encryption", "--bucket", "theirs");
    expect(made).toContain(applied.find(({ name }) => name === "z")?.id);
  });

  it("say what is left out, and why", async () => {
    const { skipped } = await applyAws(moto.url, VAULT);
    const reasons = skipped.map(({ name, reason }) => `${name}: ${reason}`);
    expect(reasons).toEqual([
      "orders-queue: this type is not applied",
      "orders-policy: Deny TlsOnly: moto would deny everybody, it ignores who and when",
      "logs-policy: Deny TlsOnly: moto would deny everybody, it ignores who and when",
      "logs-policy: condition of Allow LogDelivery: moto cannot tell whether it holds",
      "orders-replication: rule all: replicaKmsKeyId is unknown",
      "orders-replication: kept as configuration: moto copies nothing",
    ]);
  });

  it("leave an unknown reference out when it could mean several things", async () => {
    const keys = ["k1", "k2"].map((name) => ({ type: "aws:kms/key:Key", name, inputs: {} }));
    const alias = {
      type: "aws:kms/alias:Alias",
      name: "x",
      inputs: { name: "alias/x", targetKeyId: "[unknown]" },
    };
    const { skipped } = await applyAws(moto.url, [...keys, alias]);
    expect(skipped).toEqual([
      {
        type: alias.type,
        name: "x",
        reason: "targetKeyId is unknown, and 2 keys of us-east-1 could be meant",
      },
    ]);
  });

  it("are refused with every reason", async () => {
    const bad = ["one", "two"].map((name) =>
      s3("BucketVersioning", name, { bucket: "nowhere", versioningConfiguration: { status: "Enabled" } }),
    );
    await expect(applyAws(moto.url, bad)).rejects.toThrow(/one \(aws:s3.*NoSuchBucket[^]*two \(aws:s3/);
  });

  it("tell by alarms what CloudWatch knows: as declared, with their rules and topics", async () => {
    const { applied, skipped } = await applyAws(moto.url, await declaredAlarms());
    expect(applied).toHaveLength(11);
    // What only a deployment tells: the subscription's address is a secret.
    expect(skipped.map(({ type, reason }) => `${type}: ${reason}`)).toEqual([
      "aws:sns/topicSubscription:TopicSubscription: endpoint is a secret",
    ]);
    const alarm = z.object({
      AlarmName: z.string(),
      AlarmActions: z.array(z.string()),
      Metrics: z.array(z.looseObject({ Id: z.string() })).optional(),
    });
    const region = ["--region", "us-west-2", "--output", "json"];
    const made = await aws("cloudwatch", "describe-alarms", ...region, "--query", "MetricAlarms");
    const alarms = z.array(alarm).parse(JSON.parse(made));
    expect(alarms.map(({ AlarmName }) => AlarmName).toSorted()).toEqual([
      "lifeboat-orders-copy-late-primary",
      "lifeboat-orders-copy-stuck-primary",
      "lifeboat-orders-vault-key-primary",
    ]);
    const topics = await aws("sns", "list-topics", ...region, "--query", "Topics[].TopicArn");
    for (const { AlarmActions } of alarms) expect(JSON.parse(topics)).toEqual(AlarmActions);
    const late = alarms.find(({ AlarmName }) => AlarmName.includes("late"));
    expect(late?.Metrics?.map(({ Id }) => Id)).toEqual(["rule0", "worst"]);
  });

  it("hold objects that cannot be deleted before their time", async () => {
    await applyAws(moto.url, VAULT);
    const put = [
      "s3api",
      "put-object",
      "--bucket",
      "orders",
      "--key",
      "kept",
      "--query",
      "VersionId",
      "--output",
      "text",
    ];
    const version = await aws(...put);
    const remove = aws(
      "s3api",
      "delete-object",
      "--bucket",
      "orders",
      "--key",
      "kept",
      "--version-id",
      version,
    );
    await expect(remove).rejects.toThrow("AccessDenied");
  });
});
