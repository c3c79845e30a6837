import { describe, expect, it } from "vitest";
import { PURPOSE_LABEL, recoveryLabels, recoveryPurposes, recoveryTags } from "../../../lib/recovery-labels";
import { rules } from "../../../policies/rules";
import { ofProfile, Recovery } from "../../../policies/support/profile";
import { policiesOf } from "../../../policies/support/policy";
import type { Subject } from "../../../policies/support/input/subject";
import { unknown, type Fields, type Value } from "../../../policies/support/input/value";
import { alarms, dangers } from "../corpus";
import { findings, resource } from "./cases";

const NAMESPACE = "kubernetes:core/v1:Namespace";
const BUCKET = "aws:s3/bucket:Bucket";

const bucket = (name: string, inputs: Fields = {}): Subject =>
  resource(BUCKET, name, { bucket: name, ...inputs });
const aspect = (kind: string, of: string, inputs: Fields): Subject =>
  resource(`aws:s3/${kind}:${kind.charAt(0).toUpperCase()}${kind.slice(1)}`, `${of}-${kind}`, {
    bucket: of,
    ...inputs,
  });
const rule = (name: string) => rules.find((one) => one.name === name) ?? expect.fail(name);

/** What both profiles refuse of a stack, by rule. */
function refused(stack: readonly Subject[]): readonly string[] {
  const recovery = new Recovery(stack);
  return rules
    .filter((one) =>
      [...ofProfile(one, findings(one, stack), recovery)].some(({ kind }) => kind === "violation"),
    )
    .map(({ name }) => name);
}

describe("the rules of the profile recovery", () => {
  const named = rules.filter(({ profile }) => profile === "recovery");

  it("find nothing in what is not labelled", () => {
    const cases = Object.values({ ...dangers, ...alarms }).flat();
    for (const { given } of cases) {
      const recovery = new Recovery(given);
      const labelled = new Set(given.filter((one) => recovery.has(one)).map(({ urn }) => urn));
      for (const one of named)
        for (const { subject } of ofProfile(one, findings(one, given), recovery))
          expect([one.name, labelled.has(subject.urn)]).toEqual([one.name, true]);
    }
    expect(cases.length).toBeGreaterThan(100);
  });
  it("are those without which a stranger's program has ordinary buckets", () => {
    expect(named.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["bucket-expires-objects", "bucket-has-object-lock", "database-has-a-backup"]),
    );
  });
});

describe("what is no part of a recovery", () => {
  it("is a site's bucket, which need not expire its objects", () => {
    const site = bucket("www.example.org");
    const website = aspect("bucketWebsiteConfiguration", "www.example.org", {
      indexDocument: { suffix: "index.html" },
    });
    const policy = aspect("bucketPolicy", "www.example.org", {
      policy: JSON.stringify({
        Statement: [
          {
            Effect: "Allow",
            Principal: "*",
            Action: "s3:GetObject",
            Resource: "arn:aws:s3:::www.example.org/*",
          },
        ],
      }),
    });
    const block = aspect("bucketPublicAccessBlock", "www.example.org", { blockPublicPolicy: false });
    expect(refused([site, website, policy, block])).toEqual([]);
    expect(refused([site, policy, block])).toEqual([
      "bucket-is-public-for-a-site",
      "bucket-leaves-its-blocks-on",
    ]);
    expect(refused([bucket("www.example.org", { tags: { purpose: "public" } }), policy, block])).toEqual([]);
  });
  it("is an archive of invoices for ten years", () => {
    const rules = [
      {
        id: "yearly",
        status: "Enabled",
        filter: { prefix: "yearly/" },
        expiration: { days: 3650 },
        transitions: [{ days: 30, storageClass: "DEEP_ARCHIVE" }],
      },
    ];
    const archive = [bucket("invoices"), aspect("bucketLifecycleConfiguration", "invoices", { rules })];
    expect(refused(archive)).toEqual([]);
  });
  it("is a bucket of load balancer logs, which can only have SSE-S3", () => {
    const encryption = { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] };
    const logs = [
      bucket("alb-logs"),
      aspect("bucketServerSideEncryptionConfiguration", "alb-logs", encryption),
    ];
    expect(refused(logs)).toEqual([]);
  });
});

describe("what is shown to be part of a recovery", () => {
  it("is by the tag of a bucket, also what configures it", () => {
    const replication = aspect("bucketReplicationConfig", "vault", { rules: [{ status: "Enabled" }] });
    const on = (tags: Value) => refused([bucket("vault", { tags }), replication]);
    expect(on({})).toEqual([]);
    for (const purpose of recoveryPurposes)
      expect(on(recoveryTags(purpose))).toEqual(
        expect.arrayContaining(["bucket-is-versioned", "replication-is-timed"]),
      );
    expect(on({ purpose: "backups of everything" })).toEqual([]);
  });
  it("is by the label of an object or of its namespace", () => {
    const volume = (labels: Fields) =>
      resource("kubernetes:apps/v1:StatefulSet", "db", {
        metadata: { name: "db", namespace: "shop", labels },
        spec: { volumeClaimTemplates: [{ metadata: { name: "data" } }] },
      });
    const namespace = (labels: Fields) => resource(NAMESPACE, "shop", { metadata: { name: "shop", labels } });
    const lacks = (stack: readonly Subject[]) => refused(stack).includes("volume-has-a-backup");
    expect(lacks([volume({}), namespace({})])).toBe(false);
    expect(lacks([volume({}), namespace(recoveryLabels("recoverable"))])).toBe(true);
    expect(lacks([volume(recoveryLabels("recoverable"))])).toBe(true);
    expect(lacks([volume({ [PURPOSE_LABEL]: "demo" }), namespace({})])).toBe(false);
  });
  it("is undecided while the tags are unknown", () => {
    const vault = bucket("vault", { tags: unknown });
    const versioned = rule("bucket-is-versioned");
    const said = [...ofProfile(versioned, findings(versioned, [vault]), new Recovery([vault]))];
    expect(said.map(({ kind, message }) => [kind, message])).toEqual([
      ["undecided", 'Bucket vault: undecided, tags is not known at preview; "pulumi up" decides'],
    ]);
  });
});

describe("the setting profiles", () => {
  const URN = `urn:pulumi:prod::app::${BUCKET}::vault`;
  /** Runs the whole pack on one bucket, as the engine would. @returns the messages */
  function told(own: object, tags: Fields): readonly string[] {
    const reports: string[] = [];
    const given = {
      type: BUCKET,
      name: "vault",
      urn: URN,
      props: { bucket: "vault", tags },
      opts: { protect: true, additionalSecretOutputs: [] },
      propertyDependencies: {},
    };
    const policies = policiesOf(rules);
    for (const kind of ["validateResource", "validateStack"])
      for (const policy of policies) {
        const check: unknown = Reflect.get(policy, kind);
        if (typeof check !== "function") continue;
        const getConfig = () => (policy.name === "pack-settings" ? own : {});
        const args = kind === "validateStack" ? { resources: [given], getConfig } : { ...given, getConfig };
        Reflect.apply(check, undefined, [
          args,
          (violation: { readonly message: string } | string) =>
            reports.push(typeof violation === "string" ? violation : violation.message),
        ]);
      }
    return reports;
  }
  const VERSIONS =
    "Bucket vault: versioning is absent; Enabled is required; add a BucketVersioning with status Enabled";

  it("is general unless something else is chosen", () => {
    expect(told({}, recoveryTags("backup"))).toEqual([]);
  });
  it("chooses recovery for what is labelled, and for nothing else", () => {
    expect(told({ profiles: ["general", "recovery"] }, recoveryTags("backup"))).toContain(VERSIONS);
    expect(told({ profiles: ["recovery"] }, recoveryTags("repository"))).toContain(VERSIONS);
    expect(told({ profiles: ["general", "recovery"] }, {})).toEqual([]);
  });
  it.each([
    [["general", "recover"], "no profile recover"],
    [[], "profiles is empty"],
  ])("refuses %j", (chosen, what) => {
    expect(told({ profiles: chosen }, {})).toEqual([
      `pack-settings: ${what}; the profiles are general, recovery; fix the file of --policy-pack-config`,
    ]);
  });
});
