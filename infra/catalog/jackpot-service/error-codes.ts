import type { ErrorCode } from "../types";

const code = (name: string, description: string, remedy: string, ...sqlStates: string[]): ErrorCode => ({
  code: name,
  description,
  sqlStates,
  remedy,
});

/** Codes of the application and of its database layer (JACK-6). */
export const jackpotErrorCodes: readonly ErrorCode[] = [
  code("J001", "database connection failed", "check database status"),
  code("J002", "version conflict", "retry the operation"),
  code("J003", "invalid jackpot amount", "fix data integrity"),
  code("J004", "configuration error", "validate the configuration"),
  code("J005", "migration failed", "check the migration scripts"),
  code("J006", "performance timeout", "optimise the database"),
  code("J007", "memory limit exceeded", "restart or raise the limit"),
  code("J008", "cache unavailable", "check the cache's configuration"),
  code("DB001", "connection refused", "check the database service", "08001", "08006"),
  code("DB002", "duplicate key", "check unique constraints", "23505"),
  code("DB003", "foreign key violation", "fix referential integrity", "23503"),
  code("DB004", "check constraint violation", "fix data validation", "23514"),
  code("DB005", "serialization failure", "retry with optimistic locking", "40001"),
  code("DB006", "deadlock detected", "retry the transaction", "40P01"),
  // The runbook gives 08006, a lost connection; a statement timeout cancels with 57014.
  code("DB007", "query timeout", "optimise the query", "57014", "08006"),
  // The runbook gives 53200, out of memory; a full disk is 53100.
  code("DB008", "disk space full", "free disk space", "53100", "53200"),
];
