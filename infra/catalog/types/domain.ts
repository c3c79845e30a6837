/** A public endpoint of a service, and how its health is asked from outside (STOCK-5, TASK-8). */
export interface Domain {
  /** Host name that people use; it answers from whichever environment serves. */
  readonly host: string;
  /** Host name of the primary alone, for its health check and for people; needed where `failover` is true. */
  readonly primaryHost?: string;
  /** Host name of the standby alone, for its health check and for people (STOCK-5); needed where `failover` is true. */
  readonly standbyHost?: string;
  /** What stands behind it. */
  readonly serves: "api" | "frontend" | "cdn" | "status" | "admin";
  /** Workload that answers, by name; absent where others run it (a CDN, a status page). */
  readonly workload?: string;
  /** TCP port. */
  readonly port: number;
  /** Path of the health question. */
  readonly healthPath: string;
  /** Text that a good answer has in its first 5120 bytes; absent where the status code is enough. */
  readonly healthContains?: string;
  /** Whether traffic moves to the standby by DNS. False where others run the endpoint. */
  readonly failover: boolean;
}

/** TLS certificate of a service (STOCK-13, MAC-7). */
export interface Certificate {
  /** Secret that holds it (MAC-7: `dotmac-tls`). */
  readonly secretName: string;
  /** Days for which it is valid, as its issuer gives them. */
  readonly durationDays: number;
  /** Days before expiry at which it is renewed. */
  readonly renewBeforeDays: number;
  /** Days before expiry at which people are told. */
  readonly alertBeforeDays: number;
}

/** What is purged from the CDN after a roll-out, and how the purge is proved (TASK-7). */
export interface CdnPurge {
  /** Host of the CDN. */
  readonly host: string;
  /** Everything, or only these paths. */
  readonly scope: "everything" | "files";
  /** Paths, beginning with `/`: purged when `scope` is `files`, asked again to prove the purge in any case. */
  readonly files: readonly string[];
  /** Values of `cf-cache-status` that successive questions after a purge must give. */
  readonly expectStatuses: readonly string[];
  /** Seconds to wait between questions. */
  readonly intervalSeconds: number;
}

/** Administrative endpoints of the application itself (TASK-2, TASK-7, TASK-9). */
export interface AdminApi {
  /** Host. */
  readonly host: string;
  /** Path that switches maintenance mode by `{"enabled": …}` (TASK-9). */
  readonly maintenancePath: string;
  /** Path that clears the application's cache by `{"scope": …}` (TASK-7). */
  readonly cacheClearPath: string;
  /** Scopes of a cache clear. */
  readonly cacheScopes: readonly string[];
  /** Path that schedules or sends a notice to users (TASK-10). */
  readonly notificationPath: string;
}
