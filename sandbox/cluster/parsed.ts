import type { z } from "zod";

/** A value as a schema reads it. @param what it is, for the message. @throws naming every field that is otherwise, at once */
export function parsed<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const lines = result.error.issues.map(
    (issue) => `  ${issue.path.join(".") || "(itself)"}: ${issue.message}`,
  );
  throw new Error(`${what} cannot be run as it is:\n${lines.join("\n")}`);
}
