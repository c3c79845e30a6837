import type { Fields } from "../../../../policies/support/input/value";
import { resource } from "../../support/cases";
import { one, statement, withEnvironment, type Corpus, type CorpusCase } from "../case";

const grant = (what: string, type: string, fields: Fields): CorpusCase => ({
  what,
  from: "CIS PostgreSQL 4.x; CVE-2018-1058",
  given: [one(`postgresql:index/${type}:${type.charAt(0).toUpperCase()}${type.slice(1)}`, fields)],
  rules: ["database-grants-nothing-to-public", "database-function-runs-as-its-caller"],
});
const table = { database: "app", schema: "public", objectType: "table", privileges: ["SELECT"] };

const store = (what: string, from: string, type: string, fields: Fields): CorpusCase => ({
  what,
  from,
  given: [one(type, fields)],
  rules: ["data-store-is-encrypted", "data-store-keeps-backups", "data-store-refuses-deletion"],
});
const inline = (what: string, fields: Fields, rules: readonly string[]): CorpusCase => ({
  what,
  from: "CKV_AWS_20, CKV_AWS_21, CKV_AWS_70; aws.s3.Bucket",
  given: [resource("aws:s3/bucket:Bucket", "it", { bucket: "acme-backups", ...fields })],
  rules,
});
// Put together here, so that no scanner takes an example for a leak.
const token = (what: string, ...parts: readonly string[]): CorpusCase => ({
  what,
  from: "gitleaks; GitHub secret scanning patterns",
  given: [withEnvironment({ VENDOR: parts.join("") })],
  rules: ["environment-holds-no-secret"],
});
const HEX = "0123456789abcdef".repeat(4);
const MIXED = "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5bC7dE9fG1hJ3kL5mN7pQ9rS1tU3v";

/** Data that lies open, is lost with its server, or is granted to everybody. */
export const stores: Corpus = {
  "PostgreSQL grants": [
    grant("a table to PUBLIC", "grant", { ...table, role: "public" }),
    grant("with grant option", "grant", { ...table, role: "app", withGrantOption: true }),
    grant("PUBLIC by default", "defaultPrivileges", { ...table, owner: "app", role: "PUBLIC" }),
    grant("PUBLIC may create", "schema", {
      name: "app",
      policies: [{ create: true, usage: true, role: "public" }],
    }),
    grant("a membership to hand on", "grantRole", { role: "a", grantRole: "b", withAdminOption: true }),
    grant("SECURITY DEFINER", "function", { name: "f", body: "select 1", securityDefiner: true }),
  ],
  "data stores": [
    store("DynamoDB without recovery", "CKV_AWS_28; AWS FSBP DynamoDB.2", "aws:dynamodb/table:Table", {
      serverSideEncryption: { enabled: true },
    }),
    store("DynamoDB that can be deleted", "AWS FSBP DynamoDB.6", "aws:dynamodb/table:Table", {
      pointInTimeRecovery: { enabled: true },
    }),
    store("EFS in clear", "CKV_AWS_42; AWS FSBP EFS.1", "aws:efs/fileSystem:FileSystem", {}),
    store("EBS in clear", "CKV_AWS_3", "aws:ebs/volume:Volume", { size: 10 }),
    store("DocumentDB in clear", "CKV_AWS_74", "aws:docdb/cluster:Cluster", { backupRetentionPeriod: 7 }),
    store("DocumentDB of a day", "AWS FSBP DocumentDB.2", "aws:docdb/cluster:Cluster", {
      storageEncrypted: true,
      deletionProtection: true,
    }),
    store("Neptune in clear", "CKV_AWS_44; AWS FSBP Neptune.1", "aws:neptune/cluster:Cluster", {}),
    store("Redshift in clear", "CKV_AWS_64", "aws:redshift/cluster:Cluster", { encrypted: "false" }),
    store("Redshift without snapshots", "CKV_AWS_343; AWS FSBP Redshift.3", "aws:redshift/cluster:Cluster", {
      encrypted: "true",
      automatedSnapshotRetentionPeriod: 0,
    }),
    store("OpenSearch in clear", "CKV_AWS_5; AWS FSBP Opensearch.1", "aws:opensearch/domain:Domain", {}),
    store("ElastiCache in clear", "CKV_AWS_29", "aws:elasticache/replicationGroup:ReplicationGroup", {}),
    store("RDS without deletion protection", "CKV_AWS_293; AWS FSBP RDS.8", "aws:rds/instance:Instance", {
      storageEncrypted: true,
      backupRetentionPeriod: 7,
    }),
    store("MemoryDB without snapshots", "AWS MemoryDB snapshots", "aws:memorydb/cluster:Cluster", {}),
    store("a user pool", "AWS FSBP Cognito.6", "aws:cognito/userPool:UserPool", {}),
  ],
  "inline settings of a bucket": [
    inline(
      "everybody by its policy",
      {
        policy: statement({
          Principal: "*",
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::acme-backups/*",
        }),
      },
      ["bucket-trusts-no-foreigner"],
    ),
    inline("public by its ACL", { acl: "public-read" }, ["bucket-has-no-acl"]),
    inline(
      "grants to a group",
      {
        grants: [
          { type: "Group", permissions: ["READ"], uri: "http://acs.amazonaws.com/groups/global/AllUsers" },
        ],
      },
      ["bucket-has-no-acl"],
    ),
    inline("versions off", { versioning: { enabled: false } }, ["bucket-is-versioned"]),
    inline(
      "a lock that may be lifted",
      {
        objectLockEnabled: true,
        objectLockConfiguration: {
          objectLockEnabled: "Enabled",
          rule: { defaultRetention: { mode: "GOVERNANCE", days: 1 } },
        },
      },
      ["object-lock-cannot-be-lifted"],
    ),
    inline(
      "deep archive at once",
      {
        lifecycleRules: [
          { enabled: true, prefix: "daily/", transitions: [{ days: 0, storageClass: "DEEP_ARCHIVE" }] },
        ],
      },
      ["backup-is-restorable-at-once"],
    ),
  ],
  "vendor tokens": [
    token("SendGrid", "SG", ".", MIXED.slice(0, 22), ".", MIXED.slice(0, 43)),
    token("Anthropic", "sk-", "ant-", "api03-", MIXED),
    token("OpenAI", "sk-", "proj-", MIXED),
    token("Twilio", "SK", HEX.slice(0, 32)),
    token("DigitalOcean", "dop", "_v1_", HEX),
    token("Hugging Face", "hf", "_", "abcdefghijKLMNOPQRSTuvwxyzABCDEFGH"),
    token("Pulumi", "pul", "-", HEX.slice(0, 40)),
    token("Vault", "hvs", ".", MIXED.slice(0, 30)),
    token("PyPI", "pypi", "-AgEIcHlwaS5vcmc", MIXED),
    token("Docker Hub", "dckr", "_pat_", MIXED.slice(0, 27)),
    token("Databricks", "dapi", HEX.slice(0, 32)),
    token("Grafana", "glsa", "_", MIXED.slice(0, 32), "_", HEX.slice(0, 8)),
    token("Shopify", "shpat", "_", HEX.slice(0, 32)),
    token("New Relic", "NRAK", "-", "ABCDEFGHIJKLMNOPQRSTUVWXYZ1"),
    token("Telegram", "123456789", ":AA", MIXED.slice(0, 33)),
    token("Google OAuth", "GOCSPX", "-", MIXED.slice(0, 28)),
    token("Sentry", "sntrys", "_eyJ", MIXED),
    token("Tailscale", "tskey", "-auth-", "kABCDEF1CNTRL", "-", MIXED.slice(0, 32)),
    token("Slack app", "xapp", "-1-A012ABCDEFG-", "1234567890123-", HEX),
    token("Discord webhook", "https://discord", ".com/api/webhooks/123456789012345678/", MIXED),
  ],
};
