import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";
import { keyTypes } from "../../support/aws/types";

/** Types whose deletion loses data, or the only way to read it. */
export const statefulTypes: readonly string[] = [
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketV2:BucketV2",
  ...keyTypes,
  "aws:backup/vault:Vault",
  "aws:rds/instance:Instance",
  "aws:rds/cluster:Cluster",
  "aws:docdb/cluster:Cluster",
  "aws:docdb/elasticCluster:ElasticCluster",
  "aws:neptune/cluster:Cluster",
  "aws:redshift/cluster:Cluster",
  "aws:memorydb/cluster:Cluster",
  "aws:opensearch/domain:Domain",
  "aws:elasticsearch/domain:Domain",
  "aws:cognito/userPool:UserPool",
  "aws:dynamodb/table:Table",
  "aws:efs/fileSystem:FileSystem",
  "aws:fsx/ontapFileSystem:OntapFileSystem",
  "aws:fsx/ontapVolume:OntapVolume",
  "aws:fsx/openZfsFileSystem:OpenZfsFileSystem",
  "aws:fsx/openZfsVolume:OpenZfsVolume",
  "aws:fsx/windowsFileSystem:WindowsFileSystem",
  "aws:ebs/volume:Volume",
  "aws:secretsmanager/secret:Secret",
  "kubernetes:core/v1:Namespace",
  "kubernetes:core/v1:PersistentVolume",
  "kubernetes:core/v1:PersistentVolumeClaim",
];

/** A mistake in the program must not delete what cannot be recreated. */
export const statefulResourceIsProtected: ResourceRule = {
  name: "stateful-resource-is-protected",
  demands: "A resource with data or keys is protected from deletion, and forceDestroy is off.",
  sources: ["REL09-BP02", "AWS FSBP KMS.3", "AWS FSBP RDS.8"],
  profile: "recovery",
  severity: "critical",
  types: statefulTypes,
  *check(subject) {
    if (!subject.protect)
      yield violation(
        subject,
        "not protected",
        "protection is required",
        "set the resource option protect: true",
      );
    if (subject.inputs.at("forceDestroy").flag === true)
      yield violation(
        subject,
        "forceDestroy is true",
        "a bucket that is not empty must not be deleted",
        "remove forceDestroy",
      );
  },
};
