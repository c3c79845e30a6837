/** How an outage is detected and how traffic fails over, for every domain (STOCK-5). */
export const failover = {
  /** Seconds between two requests of a health checker: Route 53 offers 10 and 30. */
  checkIntervalSeconds: 10,
  /** Consecutive failures that count as down. */
  failureThreshold: 3,
  /**
   * Regions of Route 53's checkers, at least three. None is a region of the environments: a checker inside the lost
   * region could still reach it, and an endpoint with 18 % healthy responses counts as healthy.
   */
  checkRegions: ["us-west-1", "eu-west-1", "ap-northeast-1"],
  /** Seconds for which a resolver may cache the old record; at most 60. */
  dnsTtlSeconds: 60,
  /** Minutes within which S3 replication time control replicates an object. */
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
