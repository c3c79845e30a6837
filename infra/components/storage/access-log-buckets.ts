import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config";
import { accessLogBucket, bucketArn } from "../../naming";
import { AccessLogBucket } from "./access-log-bucket";

type Place = Pick<Settings, "role" | "region" | "replicaRegion" | "accountId" | "bucketSuffix">;

/**
 * Declares the access log bucket of each region that the environment has vaults in.
 * @returns the bucket of a region
 * @throws Error for a region without one
 */
export function accessLogBuckets(config: Place): (region: string) => pulumi.Input<string> {
  const regions = [config.region, ...(config.replicaRegion === undefined ? [] : [config.replicaRegion])];
  const buckets = new Map(
    regions.map((region, index) => {
      const bucket = accessLogBucket(region, config.role, config.bucketSuffix);
      const component = new AccessLogBucket(index === 0 ? "access-logs" : "access-logs-replica", {
        bucket,
        bucketArn: bucketArn(bucket),
        region,
        accountId: config.accountId,
        tags: { owner: "platform", dataClass: "internal", managedBy: "pulumi" },
      });
      return [region, component.bucket];
    }),
  );
  return (region) => {
    const bucket = buckets.get(region);
    if (bucket === undefined)
      throw new Error(`no access log bucket in ${region}: vaults live in ${regions.join(", ")}`);
    return bucket;
  };
}
