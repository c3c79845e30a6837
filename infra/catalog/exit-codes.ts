import type { ErrorCode } from "./types";

/** Exit codes of every job script of every service (KYB-1). */
export const exitCodes: readonly ErrorCode[] = [
  { code: "0", description: "done", sqlStates: [], remedy: "nothing" },
  { code: "1", description: "general error", sqlStates: [], remedy: "read the job's log" },
  { code: "2", description: "invalid arguments", sqlStates: [], remedy: "correct the Job's arguments" },
  {
    code: "3",
    description: "database connection failed",
    sqlStates: ["08001", "08006", "28P01"],
    remedy: "check host, credentials and connectivity",
  },
  {
    code: "4",
    description: "backup not found",
    sqlStates: [],
    remedy: "list the backups that have a manifest",
  },
  {
    code: "5",
    description: "permission denied",
    sqlStates: ["42501"],
    remedy: "check the IAM role, the database role's grants and file modes",
  },
  {
    code: "6",
    description: "configuration invalid",
    sqlStates: [],
    remedy: "check settings.json and config",
  },
];
