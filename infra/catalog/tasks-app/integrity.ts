import { constraintsValidated, indexesValid, orphans } from "../integrity-common";
import type { IntegrityQuery } from "../types";

/** Assertions on every intact copy of the Tasks database. */
export const tasksIntegrity: readonly IntegrityQuery[] = [
  orphans(
    "tasks-user",
    "a task belongs to a user that does not exist",
    "public.tasks",
    "user_id",
    "public.users",
  ),
  orphans(
    "sessions-user",
    "a session belongs to a user that does not exist",
    "public.sessions",
    "user_id",
    "public.users",
  ),
  orphans(
    "auth-sessions-user",
    "a login session belongs to an account that does not exist",
    "auth.sessions",
    "user_id",
    "auth.users",
  ),
  orphans("users-account", "a user has no account to log in with", "public.users", "id", "auth.users"),
  {
    id: "users-email-unique",
    description: "two users have the same e-mail address but for case",
    sql: "SELECT count(*) FROM (SELECT lower(email::text) FROM public.users GROUP BY lower(email::text) HAVING count(*) > 1) AS twice",
  },
  constraintsValidated,
  indexesValid,
];
