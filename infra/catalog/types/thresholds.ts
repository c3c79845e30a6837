/** Figures at which people are told (KYB-9, STOCK-6, STOCK-10, TASK-10, MAC-5, JACK-4). */
export interface Thresholds {
  /** CPU use, percent of the request. */
  readonly cpuPercent: number;
  /** Memory use, percent of the limit. */
  readonly memoryPercent: number;
  /** Memory use at which it is urgent, percent of the limit (STOCK-10: 90). */
  readonly memoryUrgentPercent: number;
  /** Use of data volumes, percent. */
  readonly diskPercent: number;
  /** Connections, percent of the server's maximum. */
  readonly connectionPercent: number;
  /** Share of answers with status 5xx, percent of all answers, over `errorWindowMinutes`. */
  readonly errorPercent: number;
  /** Minutes over which the share is taken; a breach has to last as long. */
  readonly errorWindowMinutes: number;
  /** 95th percentile of response times in milliseconds. */
  readonly p95Milliseconds: number;
  /** Failed logins a second (STOCK-10: HighFailedLogins). */
  readonly failedLoginsPerSecond: number;
  /** Answers with status 403 a second (STOCK-10: SuspiciousAPIActivity). */
  readonly forbiddenPerSecond: number;
  /** Minutes without an answer of the database before DatabaseDown (STOCK-10: 1). */
  readonly databaseDownMinutes: number;
  /** A transaction or idle session that is older is reported, in minutes (MAC-5: 60; JACK: 5 for active ones). */
  readonly longQueryMinutes: number;
  /** Minutes between two evaluations of the figures (JACK-4: 5). */
  readonly evaluationMinutes: number;
}

/** For how long what is not a backup is kept (KYB-9, TASK-10, MAC-12). */
export interface Housekeeping {
  /** Days for which logs are kept. */
  readonly logRetentionDays: number;
  /** Days after which dumps that people left behind go (KYB-9, STOCK-1: 7). */
  readonly localDumpRetentionDays: number;
  /** Days after which old application data goes; null where nothing is deleted by age (MAC-12: 30). */
  readonly oldDataRetentionDays: number | null;
}

/** An error code of the application (JACK-6) or of the job scripts (KYB-1). */
export interface ErrorCode {
  /** `J001`, `DB001`, or an exit code as text. */
  readonly code: string;
  /** What it means, without a full stop. */
  readonly description: string;
  /** SQLSTATE codes that it stands for; empty where it is none of the database's. */
  readonly sqlStates: readonly string[];
  /** First thing to do, as the runbook says. */
  readonly remedy: string;
}
