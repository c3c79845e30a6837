import type { ErasureStep } from "../types";

const publicUser = "(SELECT id FROM public.users WHERE email = $1)";
const authUser = "(SELECT id FROM auth.users WHERE email = $1)";

/** A person's rows, children first, the account itself last (TASK-5). */
export const tasksErasure: readonly ErasureStep[] = [
  { table: "public.tasks", where: `user_id IN ${publicUser}`, archived: true },
  { table: "public.sessions", where: `user_id IN ${publicUser}`, archived: false },
  { table: "public.users", where: "email = $1", archived: true },
  { table: "auth.sessions", where: `user_id IN ${authUser}`, archived: false },
  { table: "auth.users", where: "email = $1", archived: false },
];
