import type { Input } from "../input/input";
import { allowsEverybody } from "./everybody";
import { statements } from "./iam-document";

/** Why everybody reaches a store; undefined if not. @throws Undecided */
type Opening = (inputs: Input) => string | undefined;

const flagged = (inputs: Input): string | undefined =>
  inputs.at("publiclyAccessible").flag === true ? "publiclyAccessible is true" : undefined;

const forAll = (inputs: Input): string | undefined =>
  inputs.at("sharedAccounts").items.some((account) => account.text === "all")
    ? "sharedAccounts has all"
    : undefined;

/** In a network its security groups decide, and a policy for everybody is the usual one. */
function search(inputs: Input): string | undefined {
  if (inputs.at("vpcOptions").isUnknown || inputs.at("vpcOptions").isSet) return undefined;
  const policy = inputs.at("accessPolicies");
  return policy.isGiven && statements(policy).some(allowsEverybody)
    ? "accessPolicies allows everybody"
    : undefined;
}

function brokers(inputs: Input): string | undefined {
  const type = inputs.at("brokerNodeGroupInfo", "connectivityInfo", "publicAccess", "type");
  return type.isSet && type.text !== "DISABLED" ? `publicAccess.type is ${type.shown}` : undefined;
}

const BLOCKS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

/** Blocks of public access that are off; their default is on where a point has none. @throws Undecided */
const lifted =
  (...at: readonly string[]): Opening =>
  (inputs) => {
    const off = BLOCKS.filter((name) => inputs.at(...at, name).flag === false);
    return off.length > 0 ? `${off.join(", ")} is false` : undefined;
  };

/** How stores, snapshots and access points are opened, by type. */
export const openings: Readonly<Record<string, Opening>> = {
  "aws:redshift/cluster:Cluster": flagged,
  "aws:redshiftserverless/workgroup:Workgroup": flagged,
  "aws:dms/replicationInstance:ReplicationInstance": flagged,
  "aws:mq/broker:Broker": flagged,
  "aws:rds/clusterInstance:ClusterInstance": flagged,
  "aws:docdb/clusterInstance:ClusterInstance": flagged,
  "aws:neptune/clusterInstance:ClusterInstance": flagged,
  "aws:opensearch/domain:Domain": search,
  "aws:elasticsearch/domain:Domain": search,
  "aws:msk/cluster:Cluster": brokers,
  "aws:rds/snapshot:Snapshot": forAll,
  "aws:rds/snapshotCopy:SnapshotCopy": forAll,
  "aws:rds/clusterSnapshot:ClusterSnapshot": forAll,
  "aws:ec2/amiLaunchPermission:AmiLaunchPermission": (inputs) =>
    inputs.at("group").text === "all" ? "group is all" : undefined,
  "aws:s3/accessPoint:AccessPoint": lifted("publicAccessBlockConfiguration"),
  "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": lifted(),
};
