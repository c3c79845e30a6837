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

/**
 * What the recovery budget assumes of a server that archives its WAL (STOCK-2). Each figure is stated until a drill
 * measures it.
 */
export const archiving = {
  /** Size of a WAL segment in MiB, PostgreSQL's default. */
  segmentMib: 16,
  /** Rate at which a segment reaches both repositories, one after the other, in MiB/s. */
  pushMibPerSecond: 8,
  /** WAL that a standby has not replayed when it is promoted, in MiB: eight segments. */
  unreplayedMib: 128,
  /** Rate at which a server fetches and replays WAL, in MiB/s: a single process does both. */
  replayMibPerSecond: 32,
  /** Seconds from the start of the fence check's pod to its verdict. */
  fenceCheckSeconds: 15,
  /** Seconds from the promotion's command to the first write; by hand it was 1.0. */
  promotionSeconds: 10,
  /** Rate of a physical restore, in MiB/s: by hand 1.5 GB took 5.1 s. */
  restoreMibPerSecond: 280,
  /** WAL that a database writes in a day, percent of its size. */
  walPercentPerDay: 10,
} as const;

/** Where container logs go (STOCK-12). */
export const logging = {
  host: "elasticsearch-service",
  port: 9200,
  index: "kubernetes-logs",
  timeKey: "timestamp",
  timeFormat: "%Y-%m-%dT%H:%M:%S.%L%z",
} as const;
