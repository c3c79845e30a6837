import { z } from "zod";

const text = z.string().trim().min(1, "must not be empty");

const schema = z.strictObject({
  /** Why the change is right all the same. */
  reason: text,
  /** Who is responsible for it. */
  owner: text,
  /** Day of the approval, `YYYY-MM-DD`. */
  date: z.iso.date("must be a day, as YYYY-MM-DD"),
  /** Flags that it covers: `<stack>/<rule>/<resource>`, as the report lists them. */
  flags: z.array(text).min(1, "must name at least one flag, as the report lists them"),
});

/** Somebody's word that flagged changes are wanted. */
export type Approval = z.infer<typeof schema>;

/** The file is no list of approvals; the message names everything that is wrong with it. */
export class ApprovalError extends Error {}

/**
 * Reads the content of a file of approvals: one, or a list of them.
 * @param file its name, for messages
 * @throws ApprovalError
 */
export function approvalsOf(file: string, content: unknown): readonly Approval[] {
  const read = z.array(schema).safeParse(Array.isArray(content) ? content : [content]);
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => `${path.join(".") || "file"}: ${message}`);
  throw new ApprovalError(
    `${file}: ${problems.join("; ")}. Remedy: an approval has reason, owner, date and flags; copy the block at the end of the report.`,
  );
}
