import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { applyAws, type AwsResource } from "../../../sandbox/servers/apply-aws";
import { hostedZones } from "../../../sandbox/servers/hosted-zones";
import { startMoto, type Moto } from "../../../sandbox/servers/moto";
import { describeReal } from "../../support/describe-real";
import { declaredAlarms } from "./alarm-resources";
import { route53Of } from "./route53-resources";

const TLS_ONLY = {
  Sid: "TlsOnly",
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: "arn:aws:s3:::logs/*",
};
const CONDITION = { Bool: { "aws:SecureTransport": "false" } };
const LOG_DELIVERY = {
  Sid: "LogDelivery",
  Effect: "Allow",
  Principal: { Service: "logging.s3.amazonaws.com" },
  Action: "s3:PutObject",
  Resource: "arn:aws:s3:::logs/*",
  Condition: { StringEquals: { "aws:SourceAccount": "1" } },
};

const policyOf = (...statements: object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const s3 = (kind: string, name: string, inputs: AwsResource["inputs"]): AwsResource => ({
  type: `aws:s3/${kind.charAt(0).toLowerCase()}${kind.slice(1)}:${kind}`,
  name,
  inputs,
});

/** A vault as the stack declares one, with what a preview cannot know. */
const VAULT: readonly AwsResource[] = [
  s3("BucketLogging", "orders-logging", { bucket: "orders", targetBucket: "logs", targetPrefix: "orders/" }),
  s3("Bucket", "orders-bucket", { bucket: "orders", objectLockEnabled: true, tags: { service: "orders" } }),
  s3("BucketVersioning", "orders-versioning", {
    bucket: "orders",
    versioningConfiguration: { status: "Enabled" },
  }),
  s3("BucketObjectLockConfiguration", "orders-lock", {
    bucket: "orders",
    rule: { defaultRetention: { mode: "GOVERNANCE", days: 1 } },
  }),
  s3("BucketServerSideEncryptionConfiguration", "orders-encryption", {
    bucket: "orders",
    rules: [
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "[unknown]" },
        bucketKeyEnabled: true,
      },
    ],
  }),
  s3("BucketPublicAccessBlock", "orders-public-access", { bucket: "orders", blockPublicAcls: true }),
  s3("BucketOwnershipControls", "orders-ownership", {
    bucket: "orders",
    rule: { objectOwnership: "BucketOwnerEnforced" },
  }),
  s3("BucketPolicy", "orders-policy", {
    bucket: "orders",
    policy: policyOf({ ...TLS_ONLY, Condition: CONDITION }),
  }),
  s3("BucketLifecycleConfiguration", "orders-lifecycle", {
    bucket: "orders",
    rules: [
      {
        id: "daily",
        status: "Enabled",
        filter: { prefix: "postgresql/daily/" },
        expiration: { days: 30 },
        noncurrentVersionExpiration: { noncurrentDays: 7 },
      },
      {
        id: "debris",
        status: "Enabled",
        filter: { prefix: "" },
        expiration: { expiredObjectDeleteMarker: true },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
      },
    ],
  }),
  s3("Bucket", "orders-replica-bucket", {
    bucket: "orders-dr",
    region: "us-west-2",
    objectLockEnabled: true,
  }),
  s3("BucketVersioning", "orders-replica-versioning", {
    bucket: "orders-dr",
    region: "us-west-2",
    versioningConfiguration: { status: "Enabled" },
  }),
  s3("BucketServerSideEncryptionConfiguration", "orders-replica-encryption", {
    bucket: "orders-dr",
    region: "us-west-2",
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "[unknown]" } }],
  }),
  s3("BucketReplicationConfig", "orders-replication", {
    bucket: "orders",
    role: "[unknown]",
    rules: [
      {
        id: "all",
        priority: 1,
        status: "Enabled",
        filter: { prefix: "postgresql/" },
        deleteMarkerReplication: { status: "Disabled" },
        destination: {
          bucket: "arn:aws:s3:::orders-dr",
          encryptionConfiguration: { replicaKmsKeyId: "[unknown]" },
        },
      },
    ],
  }),
  s3("Bucket", "logs-bucket", { bucket: "logs" }),
  s3("BucketPolicy", "logs-policy", {
    bucket: "logs",
    policy: policyOf({ ...TLS_ONLY, Condition: CONDITION }, LOG_DELIVERY),
  }),
  { type: "aws:kms/key:Key", name: "billing-key", inputs: { multiRegion: true } },
  {
    type: "aws:kms/key:Key",
    name: "orders-key",
    inputs: { description: "orders", multiRegion: true, enableKeyRotation: true, deletionWindowInDays: 30 },
  },
  {
    type: "aws:kms/replicaKey:ReplicaKey",
    name: "orders-replica-key",
    inputs: { primaryKeyArn: "[unknown]", region: "us-west-2" },
  },
  {
    type: "aws:kms/alias:Alias",
    name: "orders-alias",
    inputs: { name: "alias/orders", targetKeyId: "[unknown]" },
  },
  {
    type: "aws:iam/role:Role",
    name: "orders-replication-role",
    inputs: { name: "replicator", assumeRolePolicy: policyOf() },
  },
  {
    type: "aws:iam/rolePolicy:RolePolicy",
    name: "orders-replication-policy",
    inputs: {
      name: "replicate",
      role: "replicator",
      policy: policyOf({ Effect: "Allow", Action: "s3:*", Resource: "*" }),
    },
  },
  { type: "aws:sqs/queue:Queue", name: "orders-queue", inputs: {} },
  { type: "kubernetes:core/v1:Secret", name: "not-aws", inputs: {} },
];

describeReal("declared AWS resources", ["moto", "boto3", "awscli"], () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto.stop());
  beforeEach(() => moto.reset());

  async function aws(...args: string[]): Promise<string> {
    const env = { ...moto.env, PATH: "/usr/bin:/bin", HOME: "/nonexistent" };
    const { stdout } = await promisify(execFile)("/usr/bin/aws", ["--endpoint-url", moto.url, ...args], {
      env,
    });
    return stdout.trim();
  }

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

  describe("of Route 53", () => {
    const zones = hostedZones({ "orders.example": "ZORDERS" });
    const route53 = async (...args: string[]): Promise<unknown> =>
      JSON.parse(await aws("route53", ...args, "--output", "json"));

    async function zoneId(): Promise<string> {
      const ids = z
        .array(z.string())
        .parse(await route53("list-hosted-zones", "--query", "HostedZones[].Id"));
      expect(ids).toHaveLength(1);
      return ids[0] ?? "";
    }
    const records = async () =>
      z
        .array(
          z.looseObject({
            SetIdentifier: z.string(),
            ResourceRecords: z.array(z.object({ Value: z.string() })),
          }),
        )
        .parse(
          await route53(
            ...["list-resource-record-sets", "--hosted-zone-id", await zoneId()],
            ...["--query", "ResourceRecordSets[?Type=='CNAME']"],
          ),
        );
    const checks = async () =>
      z
        .array(
          z.looseObject({
            Id: z.string(),
            CallerReference: z.string(),
            HealthCheckConfig: z.looseObject({}),
          }),
        )
        .parse(await route53("list-health-checks", "--query", "HealthChecks"));

    it("exist as declared, the health checks of both environments beside each other", async () => {
      await applyAws(moto.url, [...zones, ...route53Of("primary")]);
      const { applied } = await applyAws(moto.url, [...zones, ...route53Of("standby")]);
      expect(applied.filter(({ type }) => type.endsWith(":Record")).map(({ id }) => id)).toContain(
        "www.orders.example CNAME standby",
      );
      const made = await checks();
      const of = (reference: string) => made.find(({ CallerReference }) => CallerReference === reference);
      expect(made).toHaveLength(4);
      expect(of("primary-endpoint")?.HealthCheckConfig).toMatchObject({
        Type: "HTTPS_STR_MATCH",
        FullyQualifiedDomainName: "primary.orders.example",
        Port: 443,
        ResourcePath: "/health",
        SearchString: '"healthy"',
        RequestInterval: 10,
        FailureThreshold: 3,
        EnableSNI: true,
        Inverted: false,
      });
      expect(of("standby-endpoint")?.HealthCheckConfig["Inverted"]).toBe(true);
      expect(of("primary-all")?.HealthCheckConfig).toMatchObject({
        Type: "CALCULATED",
        HealthThreshold: 1,
        ChildHealthChecks: [of("primary-endpoint")?.Id],
      });
      const failover = (await records()).filter((record) => record["Failover"] !== undefined);
      expect(failover).toEqual([
        {
          Name: "www.orders.example.",
          Type: "CNAME",
          TTL: 60,
          SetIdentifier: "primary",
          Failover: "PRIMARY",
          HealthCheckId: of("primary-all")?.Id,
          ResourceRecords: [{ Value: "primary.orders.example" }],
        },
        expect.objectContaining({ Failover: "SECONDARY", HealthCheckId: of("standby-all")?.Id }),
      ]);
    });

    it("may be applied again: what changed is changed, and nothing is there twice", async () => {
      await applyAws(moto.url, [...zones, ...route53Of("primary", 99)]);
      const before = await checks();
      await applyAws(moto.url, [...zones, ...route53Of("primary", 0)]);
      expect(await checks()).toEqual(before);
      const weights = (await records()).map(({ SetIdentifier, Weight }) => [SetIdentifier, Weight]);
      expect(weights).toHaveLength(3);
      expect(weights).toEqual(
        expect.arrayContaining([
          ["primary", undefined],
          ["stable", 0],
          ["canary", 100],
        ]),
      );
    });

    it("are left out where nobody made their zone, or where only a deployment knows their children", async () => {
      const [all] = route53Of("primary").filter(({ name }) => name === "all");
      const previewed = {
        type: all?.type ?? "",
        name: "all",
        inputs: { ...all?.inputs, childHealthchecks: ["[unknown]"] },
      };
      const { skipped } = await applyAws(moto.url, [...route53Of("primary"), previewed]);
      expect(skipped.map(({ name, reason }) => `${name}: ${reason.split(":")[0] ?? ""}`)).toEqual([
        "all: childHealthchecks is unknown",
        "public: zoneId ZORDERS",
        "own-stable: zoneId ZORDERS",
        "own-canary: zoneId ZORDERS",
      ]);
    });
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
