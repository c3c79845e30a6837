import { OPERATIONS, type Change, type Operation } from "../change";
import { KINDS, type Flag, type Kind } from "../flag";

/** How the report writes an operation, as Pulumi's preview does. */
export const MARKS: Readonly<Record<Operation, string>> = {
  create: "+",
  update: "~",
  replace: "+-",
  delete: "-",
};

/** What was done, as a word. */
export const DONE: Readonly<Record<Operation, string>> = {
  create: "created",
  update: "updated",
  replace: "replaced",
  delete: "deleted",
};

const NAMES: Readonly<Record<Kind, string>> = {
  "data-loss": "data loss",
  recovery: "recovery",
  exposure: "exposure",
  disruption: "disruption",
  alerts: "alerts",
};

/** A kind as the report writes it. */
export const kindName = (kind: Kind): string => NAMES[kind];

/** `2 created, 1 replaced`; `no change` where there is none. */
export function countsOf(changes: readonly Change[]): string {
  const parts = OPERATIONS.map(
    (operation) => [operation, changes.filter((each) => each.operation === operation).length] as const,
  );
  return (
    parts
      .filter(([, count]) => count > 0)
      .map(([operation, count]) => `${count} ${DONE[operation]}`)
      .join(", ") || "no change"
  );
}

/** `1 data loss, 2 recovery`; empty where there is none. */
export const flagCounts = (flags: readonly Flag[]): string =>
  KINDS.map((kind) => [kind, flags.filter((flag) => flag.kind === kind).length] as const)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${count} ${kindName(kind)}`)
    .join(", ");
