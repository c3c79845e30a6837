import { bucketArn, checkedName, roleArn } from "../naming";
import type { NamedSide } from "../components/service-layout";
import type { Settings } from "./schema";

/** Stacks whose secrets have a key here, by their names. */
export const STACKS = ["prod", "dr"] as const;
export type StackName = (typeof STACKS)[number];

/** Project of the stacks whose state is kept: its name is part of the state's keys. */
export const PROJECT = "lifeboat";

/** Alias of the key of a stack's secrets, the same in both regions. */
export const secretsAlias = (stack: StackName): string => `alias/lifeboat/pulumi-${stack}`;

/** Alias of the key of the state's buckets, the same in both regions. */
export const STATE_ALIAS = "alias/lifeboat/pulumi-state";

/** Who works on the stacks. */
export type Actor = "ci-preview" | "ci-deploy" | "operator";

/** Role of one of them. */
export const actorRole = (actor: Actor): string => checkedName("role", "IAM role", `lifeboat-${actor}`);

/** Role that S3 replicates the state with. */
export const REPLICATION_ROLE = "lifeboat-state-replication";

type Place = Pick<Settings, "primaryRegion" | "standbyRegion" | "bucketSuffix">;

/** Bucket of access logs in a region. @throws ProblemError outside S3's limits */
export const logBucketName = (region: string, { bucketSuffix }: Place): string =>
  checkedName("bucket", "access log bucket of the state", `lifeboat-state-logs-${region}-${bucketSuffix}`);

const side = (bucket: string, region: string): NamedSide => ({
  bucket,
  bucketArn: bucketArn(bucket),
  region,
  keyAlias: STATE_ALIAS,
});

/**
 * Where the state is: in the region of the standby, so that a failover needs no other backend; and its replica, in that of the
 * primary. @throws ProblemError outside S3's limits
 */
export function stateSides(place: Place): { readonly own: NamedSide; readonly replica: NamedSide } {
  const bucket = `lifeboat-state-${place.bucketSuffix}`;
  return {
    own: side(checkedName("bucket", "bucket of the state", bucket), place.standbyRegion),
    replica: side(checkedName("bucket", "replica of the state", `${bucket}-replica`), place.primaryRegion),
  };
}

/** A bucket as `pulumi login` and PULUMI_BACKEND_URL take it. */
export const backendUrl = ({ bucket, region }: NamedSide): string => `s3://${bucket}?region=${region}`;

/** The key of a stack's secrets as `--secrets-provider` takes it; its replica in the other region has the same alias. */
export const secretsProvider = (stack: StackName, region: string): string =>
  `awskms://${secretsAlias(stack)}?region=${region}`;

/** Region of a stack. */
export const regionOf = (stack: StackName, { primaryRegion, standbyRegion }: Place): string =>
  stack === "prod" ? primaryRegion : standbyRegion;

/** ARNs of those who must never take a version of the state away. */
export const actorArns = (accountId: string): readonly string[] =>
  (["ci-preview", "ci-deploy", "operator"] as const).map((actor) => roleArn(accountId, actorRole(actor)));
