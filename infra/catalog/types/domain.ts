/** A public endpoint of a service, and its health check (STOCK-5, TASK-8). */
export interface Domain {
  /** Public host name, which points to the serving environment. */
  readonly host: string;
  /** Host name of only the primary, for its health check and for people; required if `failover` is true. */
  readonly primaryHost?: string;
  /** Host name of only the standby, for its health check and for people (STOCK-5); required if `failover` is true. */
  readonly standbyHost?: string;
  /** Kind of the endpoint. */
  readonly serves: "api" | "frontend" | "cdn" | "status" | "admin";
  /** Name of the workload that serves it; absent if a third party does (a CDN, a status page). */
  readonly workload?: string;
  /** TCP port. */
  readonly port: number;
  /** Path of the health check. */
  readonly healthPath: string;
  /** Text in the first 5120 bytes of a healthy response; absent if the status code is enough. */
  readonly healthContains?: string;
  /** Whether DNS moves its traffic to the standby. False if a third party runs the endpoint. */
  readonly failover: boolean;
}

/** TLS certificate of a service (STOCK-13, MAC-7). */
export interface Certificate {
  /** Secret that holds it (MAC-7: `dotmac-tls`). */
  readonly secretName: string;
  /** Days for which its issuer makes it valid. */
  readonly durationDays: number;
  /** Days before expiry at which it is renewed. */
  readonly renewBeforeDays: number;
  /** Days before expiry at which the alert fires. */
  readonly alertBeforeDays: number;
}

/** What a roll-out purges from the CDN, and how the purge is proved (TASK-7). */
export interface CdnPurge {
  /** Host of the CDN. */
  readonly host: string;
  /** Everything, or only these paths. */
  readonly scope: "everything" | "files";
  /** Paths, beginning with `/`: purged if `scope` is `files`, and always requested to prove the purge. */
  readonly files: readonly string[];
  /** Values of `cf-cache-status` that successive requests after a purge must return. */
  readonly expectStatuses: readonly string[];
  /** Seconds to wait between requests. */
  readonly intervalSeconds: number;
}

/** Administrative endpoints of the application itself (TASK-2, TASK-7, TASK-9). */
export interface AdminApi {
  /** Host. */
  readonly host: string;
  /** Path that switches maintenance mode with `{"enabled": …}` (TASK-9). */
  readonly maintenancePath: string;
  /** Path that clears the application's cache with `{"scope": …}` (TASK-7). */
  readonly cacheClearPath: string;
  /** Scopes of a cache clear. */
  readonly cacheScopes: readonly string[];
  /** Path that schedules or sends a notice to users (TASK-10). */
  readonly notificationPath: string;
}
