import type { Change } from "./change";

/** What a flag warns of. The first three need an approval. */
export const KINDS = ["data-loss", "recovery", "exposure", "disruption", "alerts"] as const;
export type Kind = (typeof KINDS)[number];

/** Whether a change with such a flag must not be merged without an approval. */
export const needsApproval = (kind: Kind): boolean =>
  kind === "data-loss" || kind === "recovery" || kind === "exposure";

/** One rule of the review. */
export interface Rule {
  /** Kebab-case, unique: flags and approvals name it. */
  readonly id: string;
  readonly kind: Kind;
  /** Types of resources that it looks at, as the begin or the whole of a type token. */
  readonly types: RegExp;
  /**
   * What is wrong with a change, a sentence each, with the values before and after; empty where nothing is.
   * @param others every change of the stack, for what one resource alone does not tell
   */
  readonly findings: (change: Change, others: readonly Change[]) => readonly string[];
  /** What to do in place of it, or before it. */
  readonly remedy: string;
}

/** What the review warns of. */
export interface Flag {
  readonly rule: string;
  readonly kind: Kind;
  readonly stack: string;
  /** Logical name of the resource, or the id of the service. */
  readonly resource: string;
  readonly why: string;
  readonly remedy: string;
}

/** How an approval names a flag: `<stack>/<rule>/<resource>`. */
export const flagId = ({ stack, rule, resource }: Flag): string => `${stack}/${rule}/${resource}`;

/** The flags of one stack's changes, in the order of kinds, then of rules and resources. */
export function flagsOf(stack: string, changes: readonly Change[], rules: readonly Rule[]): readonly Flag[] {
  return rules
    .toSorted((one, other) => KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind))
    .flatMap(({ id, kind, types, findings, remedy }) =>
      changes
        .filter(({ type }) => types.test(type))
        .flatMap((change) =>
          findings(change, changes).map((why) => ({
            rule: id,
            kind,
            stack,
            resource: change.name,
            why,
            remedy,
          })),
        ),
    );
}
