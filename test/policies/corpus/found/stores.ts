import type { Fields } from "../../../../policies/support/input/value";
import { one } from "../case";
import { casesOf, type Found } from "./kind";

const it = casesOf(
  "data-store-is-encrypted",
  "data-store-keeps-backups",
  "data-store-refuses-deletion",
  "data-store-encrypts-in-transit",
  "database-server-is-encrypted",
  "database-server-keeps-backups",
);
const capital = (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
const aws = (module: string, name: string, fields: Fields) =>
  one(`aws:${module}/${name}:${capital(name)}`, fields);
const safe = { storageEncrypted: true, backupRetentionPeriod: 14, deletionProtection: true };
const clear = { backupRetentionPeriod: 14, deletionProtection: true };
const forgetful = { storageEncrypted: true, deletionProtection: true };
const loose = { storageEncrypted: true, backupRetentionPeriod: 14 };
const cache = { atRestEncryptionEnabled: true, transitEncryptionEnabled: true, snapshotRetentionLimit: 7 };

/** Data that is lost with its server, or lies open. */
export const stores: Found = {
  dangers: {
    "data stores": [
      it("RDS in clear", "checkov CKV_AWS_16", aws("rds", "instance", clear)),
      it(
        "RDS without backups",
        "checkov CKV_AWS_133",
        aws("rds", "instance", { ...safe, backupRetentionPeriod: 0 }),
      ),
      it(
        "Aurora in clear",
        "checkov CKV_AWS_96",
        aws("rds", "cluster", { ...clear, engine: "aurora-postgresql" }),
      ),
      it("Aurora for a day", "AWS FSBP RDS; prowler", aws("rds", "cluster", forgetful)),
      it("Aurora that can be deleted", "checkov CKV_AWS_139", aws("rds", "cluster", loose)),
      it(
        "a global cluster in clear",
        "checkov CKV_AWS_140",
        aws("rds", "globalCluster", { deletionProtection: true }),
      ),
      it(
        "a global cluster that can be deleted",
        "AWS RDS",
        aws("rds", "globalCluster", { storageEncrypted: true }),
      ),
      it(
        "no final snapshot",
        "terraform-provider-aws skip_final_snapshot",
        aws("rds", "instance", {
          ...safe,
          skipFinalSnapshot: true,
        }),
      ),
      it(
        "automated backups that go too",
        "RDS DeleteAutomatedBackups",
        aws("rds", "instance", {
          ...safe,
          deleteAutomatedBackups: true,
        }),
      ),
      it(
        "DynamoDB with recovery off",
        "checkov CKV_AWS_28",
        aws("dynamodb", "table", {
          deletionProtectionEnabled: true,
          pointInTimeRecovery: { enabled: false },
        }),
      ),
      it(
        "a replica without recovery",
        "checkov CKV_AWS_165",
        aws("dynamodb", "table", {
          deletionProtectionEnabled: true,
          pointInTimeRecovery: { enabled: true },
          replicas: [{ regionName: "eu-central-1", pointInTimeRecovery: false }],
        }),
      ),
      it(
        "ElastiCache in clear on the wire",
        "checkov CKV_AWS_30",
        aws("elasticache", "replicationGroup", {
          ...cache,
          transitEncryptionEnabled: false,
        }),
      ),
      it(
        "ElastiCache without snapshots",
        "checkov CKV_AWS_134",
        aws("elasticache", "replicationGroup", {
          ...cache,
          snapshotRetentionLimit: 0,
        }),
      ),
      it(
        "a Redis cluster without snapshots",
        "prowler elasticache_redis_cluster_backup_enabled",
        aws("elasticache", "cluster", { engine: "redis", snapshotRetentionLimit: 0 }),
      ),
      it(
        "OpenSearch with encryption off",
        "checkov CKV_AWS_247",
        aws("opensearch", "domain", {
          encryptAtRest: { enabled: false },
          nodeToNodeEncryption: { enabled: true },
        }),
      ),
      it("Elasticsearch in clear", "checkov CKV_AWS_5", aws("elasticsearch", "domain", {})),
      it(
        "OpenSearch over HTTP",
        "checkov CKV_AWS_83",
        aws("opensearch", "domain", {
          encryptAtRest: { enabled: true },
          domainEndpointOptions: { enforceHttps: false },
        }),
      ),
      it(
        "EFS without backups",
        "prowler efs_have_backup_enabled",
        aws("efs", "backupPolicy", {
          fileSystemId: "fs-1",
          backupPolicy: { status: "DISABLED" },
        }),
      ),
      it("EFS with encryption off", "checkov CKV_AWS_42", aws("efs", "fileSystem", { encrypted: false })),
      it("EBS with encryption off", "checkov CKV_AWS_3", aws("ebs", "volume", { encrypted: false, size: 1 })),
      it(
        "no encryption of EBS by default",
        "checkov CKV_AWS_106",
        aws("ebs", "encryptionByDefault", { enabled: false }),
      ),
      it(
        "DocumentDB that can be deleted",
        "prowler documentdb_cluster_deletion_protection",
        aws("docdb", "cluster", loose),
      ),
      it(
        "Neptune without backups",
        "prowler neptune_cluster_backup_enabled",
        aws("neptune", "cluster", {
          ...safe,
          backupRetentionPeriod: 1,
        }),
      ),
      it(
        "Neptune that can be deleted",
        "prowler neptune_cluster_deletion_protection",
        aws("neptune", "cluster", loose),
      ),
      it(
        "Redshift with encryption off",
        "checkov CKV_AWS_64",
        aws("redshift", "cluster", {
          encrypted: false,
          automatedSnapshotRetentionPeriod: 7,
        }),
      ),
      it(
        "MSK in clear between brokers",
        "checkov CKV_AWS_81",
        aws("msk", "cluster", {
          encryptionInfo: { encryptionInTransit: { clientBroker: "PLAINTEXT", inCluster: true } },
        }),
      ),
      it(
        "MSK for clients in clear too",
        "prowler kafka_cluster_in_transit_encryption_enabled",
        aws("msk", "cluster", {
          encryptionInfo: { encryptionInTransit: { clientBroker: "TLS_PLAINTEXT" } },
        }),
      ),
      it(
        "MemoryDB in clear on the wire",
        "checkov CKV_AWS_202",
        aws("memorydb", "cluster", {
          tlsEnabled: false,
          snapshotRetentionLimit: 7,
        }),
      ),
      it(
        "Keyspaces without recovery",
        "AWS Keyspaces",
        aws("keyspaces", "table", {
          pointInTimeRecovery: { status: "DISABLED" },
        }),
      ),
      it(
        "FSx without backups",
        "AWS FSx",
        aws("fsx", "windowsFileSystem", { automaticBackupRetentionDays: 0 }),
      ),
      it(
        "QLDB that can be deleted",
        "checkov CKV_AWS_172",
        aws("qldb", "ledger", { deletionProtection: false }),
      ),
      it("DAX in clear", "cfn_nag DAXClusterEncryptionRule", aws("dax", "cluster", {})),
    ],
  },
  alarms: {
    "data stores": [
      it("RDS", "AWS RDS", aws("rds", "instance", { ...safe, skipFinalSnapshot: false })),
      it("Aurora", "AWS Aurora", aws("rds", "cluster", { ...safe, engine: "aurora-postgresql" })),
      it("Aurora's instance", "AWS Aurora", aws("rds", "clusterInstance", { clusterIdentifier: "orders" })),
      it(
        "a replica of another region",
        "AWS RDS read replicas",
        aws("rds", "instance", {
          replicateSourceDb: "arn:aws:rds:eu-west-1:111111111111:db:orders",
          kmsKeyId: "arn:aws:kms:us-east-1:111111111111:key/a",
          deletionProtection: true,
          storageEncrypted: true,
        }),
      ),
      it(
        "DynamoDB",
        "AWS DynamoDB",
        aws("dynamodb", "table", {
          deletionProtectionEnabled: true,
          pointInTimeRecovery: { enabled: true },
        }),
      ),
      it("Redis", "AWS ElastiCache", aws("elasticache", "replicationGroup", cache)),
      it(
        "memcached",
        "AWS ElastiCache",
        aws("elasticache", "cluster", { engine: "memcached", numCacheNodes: 2 }),
      ),
      it(
        "OpenSearch",
        "AWS OpenSearch",
        aws("opensearch", "domain", {
          encryptAtRest: { enabled: true },
          nodeToNodeEncryption: { enabled: true },
          domainEndpointOptions: { enforceHttps: true },
        }),
      ),
      it("EFS", "AWS EFS", aws("efs", "fileSystem", { encrypted: true })),
      it("EFS with backups", "AWS EFS", aws("efs", "backupPolicy", { backupPolicy: { status: "ENABLED" } })),
      it("EBS", "AWS EBS", aws("ebs", "volume", { encrypted: true, size: 1 })),
      it("DocumentDB", "AWS DocumentDB", aws("docdb", "cluster", safe)),
      it("Neptune", "AWS Neptune", aws("neptune", "cluster", safe)),
      it(
        "Redshift as version 6 writes it",
        "aws 6",
        aws("redshift", "cluster", {
          encrypted: true,
          automatedSnapshotRetentionPeriod: 7,
        }),
      ),
      it(
        "Redshift as version 7 writes it",
        "aws 7",
        aws("redshift", "cluster", {
          encrypted: "true",
          automatedSnapshotRetentionPeriod: 7,
        }),
      ),
      it("MSK by default", "AWS MSK: TLS by default", aws("msk", "cluster", {})),
      it(
        "MSK",
        "AWS MSK",
        aws("msk", "cluster", {
          encryptionInfo: { encryptionInTransit: { clientBroker: "TLS", inCluster: true } },
        }),
      ),
      it(
        "MemoryDB",
        "AWS MemoryDB: TLS by default",
        aws("memorydb", "cluster", { snapshotRetentionLimit: 7 }),
      ),
      it(
        "Keyspaces",
        "AWS Keyspaces",
        aws("keyspaces", "table", { pointInTimeRecovery: { status: "ENABLED" } }),
      ),
      it("FSx", "AWS FSx", aws("fsx", "windowsFileSystem", { automaticBackupRetentionDays: 7 })),
      it("a parameter group", "AWS RDS", aws("rds", "parameterGroup", { family: "postgres16" })),
      it("a subnet group", "AWS RDS", aws("rds", "subnetGroup", { subnetIds: ["a", "b"] })),
    ],
  },
};
