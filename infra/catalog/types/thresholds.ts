/** Thresholds of alerts (KYB-9, STOCK-6, STOCK-10, TASK-10, MAC-5, JACK-4). */
export interface Thresholds {
  /** CPU usage, percent of the request. */
  readonly cpuPercent: number;
  /** Memory usage, percent of the limit. */
  readonly memoryPercent: number;
  /** Urgent memory usage, percent of the limit (STOCK-10: 90). */
  readonly memoryUrgentPercent: number;
  /** Usage of data volumes, percent. */
  readonly diskPercent: number;
  /** Connections, percent of the server's maximum. */
  readonly connectionPercent: number;
  /** Responses with status 5xx, percent of all, over `errorWindowMinutes`. */
  readonly errorPercent: number;
  /** Minutes over which the share is measured, and for which it must be exceeded. */
  readonly errorWindowMinutes: number;
  /** 95th percentile of response times in milliseconds. */
  readonly p95Milliseconds: number;
  /** Failed logins per second (STOCK-10: HighFailedLogins). */
  readonly failedLoginsPerSecond: number;
  /** Responses with status 403 per second (STOCK-10: SuspiciousAPIActivity). */
  readonly forbiddenPerSecond: number;
  /** Minutes without a response of the database before DatabaseDown (STOCK-10: 1). */
  readonly databaseDownMinutes: number;
  /** Maximum age of a transaction or idle session in minutes (MAC-5: 60; JACK: 5 for active ones). */
  readonly longQueryMinutes: number;
  /** Minutes between two evaluations (JACK-4: 5). */
  readonly evaluationMinutes: number;
}

/** Retention of data other than backups (KYB-9, TASK-10, MAC-12). */
export interface Housekeeping {
  /** Days to keep logs. */
  readonly logRetentionDays: number;
  /** Days after which people delete their local dumps (KYB-9, STOCK-1: 7). */
  readonly localDumpRetentionDays: number;
  /** Days after which old application data is deleted; null if nothing is deleted by age (MAC-12: 30). */
  readonly oldDataRetentionDays: number | null;
}

/** An error code of the application (JACK-6) or of the job scripts (KYB-1). */
export interface ErrorCode {
  /** `J001`, `DB001`, or an exit code as text. */
  readonly code: string;
  /** What it means, without a full stop. */
  readonly description: string;
  /** SQLSTATE codes that it covers; empty if it is not a database error. */
  readonly sqlStates: readonly string[];
  /** First thing to do, from the runbook. */
  readonly remedy: string;
}
