import type { Change, Resource } from "./change";
import type { Fields } from "./value";

/** What a policy says of a resource. */
export interface Violation {
  readonly policy: string;
  /** `mandatory` stops the update. */
  readonly level: string;
  /** Logical name; the stack's where it is of no single resource. */
  readonly resource: string;
  readonly message: string;
}

/** Advice that says "exempt until …" is a violation that somebody accepts. */
export const isExemption = ({ message }: Violation): boolean => /\bexempt/i.test(message);

/** Whether it stops the update, or would without an exemption. */
export const isAccusation = (violation: Violation): boolean =>
  violation.level === "mandatory" || isExemption(violation);

/** Everything that a review knows of one stack. */
export interface StackReview {
  readonly stack: string;
  /** Ordered by type and name. */
  readonly changes: readonly Change[];
  /** The changed resources as `<type> <name>`, in the order of the engine's steps. @default it is not known */
  readonly order?: readonly string[];
  /** Resources that stay as they are. */
  readonly unchanged: number;
  /** Every resource of the base. */
  readonly before: readonly Resource[];
  /** The stack's outputs. */
  readonly outputs: { readonly before: Fields; readonly after: Fields };
  readonly violations: readonly Violation[];
  /** What the same policies say of the base. @default they were not asked: nothing was known already */
  readonly violationsBefore?: readonly Violation[];
  /** Why the preview did not come to its end; empty where it did. */
  readonly errors: readonly string[];
}
