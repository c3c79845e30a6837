/** How an outage is seen and how traffic moves, the same for every domain (STOCK-5). */
export const failover = {
  /** Seconds between two questions of a health checker: Route 53 offers 10 and 30. */
  checkIntervalSeconds: 10,
  /** Failures in a row that count as down. */
  failureThreshold: 3,
  /**
   * Where Route 53 asks from; it takes three at least. None is a region of the environments: a checker inside the lost
   * region could still reach it, and 18 % of good answers make an endpoint healthy.
   */
  checkRegions: ["us-west-1", "eu-west-1", "ap-northeast-1"],
  /** Seconds for which a resolver may keep the old answer; at most 60. */
  dnsTtlSeconds: 60,
  /** Minutes within which S3 replication time control promises an object in the other region. */
  replicationMinutes: 15,
} as const;

/** Where container logs go (STOCK-12). */
export const logging = {
  host: "elasticsearch-service",
  port: 9200,
  index: "kubernetes-logs",
  timeKey: "timestamp",
  timeFormat: "%Y-%m-%dT%H:%M:%S.%L%z",
} as const;
