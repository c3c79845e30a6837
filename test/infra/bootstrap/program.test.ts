import * as runtime from "@pulumi/pulumi/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { REPLICATED } from "../../../infra/bootstrap/state-store";
import { statefulTypes } from "../../../policies/rules/state/stateful-resource-is-protected";
import { bootstrapProgram } from "../../support/bootstrap-fixture";
import { refused } from "../../support/policy-findings";
import { statementOf, statementsOf } from "../../support/policy-json";
import { valueOf, type Resources } from "../../support/pulumi-mocks";

const BUCKET = "aws:s3/bucket:Bucket";
const REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig";
const ACTORS = ["ci-deploy", "ci-preview", "operator"];

let resources: Resources;
let outputs: Awaited<ReturnType<typeof bootstrapProgram>>["result"];

beforeAll(async () => {
  ({ resources, result: outputs } = await bootstrapProgram());
});
afterAll(() => {
  runtime.setAllConfig({});
});

/** What configures a bucket. */
const of = (bucket: string, aspect: string) =>
  resources
    .all()
    .find(({ type, inputs }) => type.startsWith(`aws:s3/${aspect}:`) && inputs["bucket"] === bucket)
    ?.inputs ?? expect.fail(`${aspect} of ${bucket}`);

it("is what the policy pack accepts, also with the name of a stack that must survive", () => {
  for (const stack of ["account", "prod"]) expect(refused(resources, stack)).toEqual([]);
});

describe.each([
  ["the state", "lifeboat-state-acme", "us-west-2"],
  ["its replica", "lifeboat-state-acme-replica", "us-east-1"],
])("%s", (_title, bucket, region) => {
  it("is versioned, encrypted with a key of its region, private and logged there", () => {
    expect(resources.all(BUCKET).find(({ inputs }) => inputs["bucket"] === bucket)).toMatchObject({
      protect: true,
      inputs: { region, objectLockEnabled: false, forceDestroy: false },
    });
    expect(of(bucket, "bucketVersioning")).toMatchObject({
      region,
      versioningConfiguration: { status: "Enabled" },
    });
    expect(of(bucket, "bucketServerSideEncryptionConfiguration")["rules"]).toMatchObject([
      {
        applyServerSideEncryptionByDefault: {
          sseAlgorithm: "aws:kms",
          kmsMasterKeyId: expect.stringContaining(`arn:aws:kms:${region}:`) as string,
        },
      },
    ]);
    expect(of(bucket, "bucketPublicAccessBlock")).toMatchObject({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(of(bucket, "bucketLogging")["targetBucket"]).toBe(`lifeboat-state-logs-${region}-acme`);
  });

  it("expires nothing but old versions", () => {
    const rules = of(bucket, "bucketLifecycleConfiguration")["rules"];
    expect(rules).toMatchObject([
      { filter: { prefix: "" }, noncurrentVersionExpiration: { noncurrentDays: 30 } },
      { id: "debris", expiration: { expiredObjectDeleteMarker: true } },
    ]);
    expect(rules).not.toMatchObject([{ expiration: expect.anything() as unknown }, {}]);
  });

  it("refuses what is not TLS, and lets nobody who works with it take a version away", () => {
    const { policy } = of(bucket, "bucketPolicy");
    expect(statementOf(policy, "TlsOnly")).toMatchObject({
      Effect: "Deny",
      Principal: "*",
      Action: ["s3:*"],
    });
    const kept = statementOf(policy, "ServersKeepVersions");
    expect(kept).toMatchObject({ Effect: "Deny", Principal: "*" });
    expect(kept.Action).toEqual(expect.arrayContaining(["s3:DeleteObjectVersion", "s3:PutBucketVersioning"]));
    expect([kept.Condition?.["ArnEquals"]?.["aws:PrincipalArn"]].flat().sort()).toEqual(
      ACTORS.map((actor) => `arn:aws:iam::210987654321:role/lifeboat-${actor}`),
    );
  });
});

describe("replication of the state", () => {
  it("goes from the standby's region to the primary's, with the key there", () => {
    const { inputs } = resources.one(REPLICATION);
    expect(inputs).toMatchObject({ bucket: "lifeboat-state-acme", region: "us-west-2" });
    const rules = Object.values(inputs["rules"] ?? {}) as unknown[];
    for (const rule of rules)
      expect(rule).toMatchObject({
        status: "Enabled",
        deleteMarkerReplication: { status: "Disabled" },
        sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
        destination: {
          bucket: "arn:aws:s3:::lifeboat-state-acme-replica",
          encryptionConfiguration: {
            replicaKmsKeyId: expect.stringContaining("arn:aws:kms:us-east-1:") as string,
          },
          replicationTime: { status: "Enabled", time: { minutes: 15 } },
        },
      });
    // S3 refuses two rules of one priority or id.
    for (const field of ["id", "priority"])
      expect(new Set(rules.map((rule) => Reflect.get(rule as object, field) as unknown)).size).toBe(
        rules.length,
      );
  });

  it("has all that the CLI needs to see a backend and its stacks, and no lock, which would stay", () => {
    const copied = (key: string): boolean => REPLICATED.some((prefix) => key.startsWith(prefix));
    expect([".pulumi/meta.yaml", ".pulumi/stacks/lifeboat/dr.json"].filter((key) => !copied(key))).toEqual(
      [],
    );
    expect(copied(".pulumi/locks/organization/lifeboat/dr/1.json")).toBe(false);
  });

  it("waits for the versioning of both buckets", () => {
    expect(resources.one(REPLICATION).dependsOn).toEqual(
      expect.arrayContaining(["state-own-versioning", "state-replica-versioning"]),
    );
  });
});

describe("keys", () => {
  it.each([
    ["alias/lifeboat/pulumi-prod", "us-east-1", "us-west-2"],
    ["alias/lifeboat/pulumi-dr", "us-west-2", "us-east-1"],
    ["alias/lifeboat/pulumi-state", "us-west-2", "us-east-1"],
  ])("%s is one of %s, with a replica of the same alias in %s", (alias, home, abroad) => {
    const aliases = resources.all("aws:kms/alias:Alias").filter(({ inputs }) => inputs["name"] === alias);
    expect(aliases.map(({ inputs }) => inputs["region"]).sort()).toEqual([home, abroad].sort());
    const parent = aliases[0]?.parent;
    expect(resources.all("aws:kms/key:Key").find((key) => key.parent === parent)?.inputs).toMatchObject({
      region: home,
      multiRegion: true,
      enableKeyRotation: true,
    });
    expect(
      resources.all("aws:kms/replicaKey:ReplicaKey").find((key) => key.parent === parent)?.inputs,
    ).toMatchObject({ region: abroad });
  });
});

it("protects what cannot be made again", () => {
  const stateful = [
    ...statefulTypes,
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    "aws:route53/zone:Zone",
  ];
  const found = resources.list.filter(({ type }) => stateful.includes(type));
  expect(found.length).toBeGreaterThanOrEqual(12);
  expect(found.filter(({ protect }) => !protect)).toEqual([]);
});

it("makes the identity provider with one audience, and without thumbprints that expire", () => {
  expect(resources.one("aws:iam/openIdConnectProvider:OpenIdConnectProvider").inputs).toEqual({
    url: "https://token.actions.githubusercontent.com",
    clientIdLists: ["sts.amazonaws.com"],
    tags: { owner: "platform", dataClass: "confidential", managedBy: "pulumi-bootstrap" },
  });
});

it("makes a zone that is to be created, and none that is there; both may get records", async () => {
  expect(resources.one("aws:route53/zone:Zone").inputs).toMatchObject({ name: "acme.internal" });
  expect(await valueOf(outputs.hostedZones["old.internal"] ?? expect.fail())).toBe("Z0ABCDEF");
  const { policy } = resources.one("aws:iam/rolePolicy:RolePolicy", "actors-ci-deploy-records").inputs;
  expect(statementOf(policy, "Records").Resource).toContain("arn:aws:route53:::hostedzone/Z0ABCDEF");
  expect(statementOf(policy, "Records").Resource).toHaveLength(2);
});

it("opens the servers' port to who deploys, in each region", () => {
  expect(
    resources.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").map(({ inputs }) => inputs),
  ).toMatchObject([
    { region: "us-east-1", cidrIpv4: "10.20.0.0/24", fromPort: 5432, toPort: 5432, ipProtocol: "tcp" },
    { region: "us-west-2", referencedSecurityGroupId: "sg-0123456789abcdef2", fromPort: 5433, toPort: 5433 },
  ]);
});

it("puts out what init and a login take, of each stack's own region", () => {
  expect(outputs).toMatchObject({
    backendUrl: "s3://lifeboat-state-acme?region=us-west-2",
    replicaBackendUrl: "s3://lifeboat-state-acme-replica?region=us-east-1",
    init: {
      "--secrets-provider": "awskms://alias/lifeboat/pulumi-prod?region=us-east-1",
      "--dr-secrets-provider": "awskms://alias/lifeboat/pulumi-dr?region=us-west-2",
      "--account": "210987654321",
      "--region": "us-east-1",
      "--dr-region": "us-west-2",
      "--suffix": "acme",
    },
    roles: { operator: "arn:aws:iam::210987654321:role/lifeboat-operator" },
  });
});

it("has only state and keys without the rest, and no provider where the account has one", async () => {
  const bare = await bootstrapProgram(
    Object.fromEntries(
      ["github", "operators", "hostedZones", "databaseAccess"].map((key) => [
        `lifeboat-bootstrap:${key}`,
        undefined,
      ]),
    ),
  );
  expect(bare.resources.all("aws:iam/role:Role").map(({ name }) => name)).toEqual(["state-replication-role"]);
  expect(refused(bare.resources)).toEqual([]);
  const there = await bootstrapProgram({
    "lifeboat-bootstrap:github": JSON.stringify({ repository: "acme/lifeboat", providerExists: true }),
  });
  expect(there.resources.all("aws:iam/openIdConnectProvider:OpenIdConnectProvider")).toEqual([]);
  const { assumeRolePolicy } = there.resources.one("aws:iam/role:Role", "actors-ci-deploy-role").inputs;
  expect(statementsOf(assumeRolePolicy)[0]?.Principal).toEqual({
    Federated: "arn:aws:iam::210987654321:oidc-provider/token.actions.githubusercontent.com",
  });
});
