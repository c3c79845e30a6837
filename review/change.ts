import { changedLeaves } from "./leaves";
import type { Fields } from "./value";

/** A resource as one version of the program declares it. */
export interface Resource {
  /** Pulumi's type token: `aws:s3/bucket:Bucket`. */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** Inputs; secrets read `[secret]`, what only a deployment knows reads `[unknown]`. */
  readonly inputs: Fields;
  /** Whether the engine refuses to delete it. @default false */
  readonly protect?: boolean;
  /** Whether a deletion leaves it where it is, and only forgets it. @default false */
  readonly retainOnDelete?: boolean;
}

export const OPERATIONS = ["create", "update", "replace", "delete"] as const;
/** What becomes of a resource. */
export type Operation = (typeof OPERATIONS)[number];

/** A resource that differs between two versions. */
export interface Change {
  readonly operation: Operation;
  readonly type: string;
  readonly name: string;
  /** Absent where it is created. */
  readonly before?: Resource;
  /** Absent where it is deleted. */
  readonly after?: Resource;
  /** Top-level properties for which it is replaced; empty where it is not. */
  readonly replacedBy: readonly string[];
  /** Whether it may be replaced although it is shown as an update: what replaces it is not known. @default false */
  readonly mayReplace?: boolean;
  /** Logical name of the outermost component, or other parent, that it is in; absent where it is in the stack itself. */
  readonly component?: string;
}

/** Whether two changes are of one resource, in whichever stack. */
export const keyOf = ({ type, name }: Pick<Resource, "type" | "name">): string => `${type} ${name}`;

/**
 * What differs between two versions of a stack, ordered by type and name.
 * @param replacedBy top-level properties of a resource whose difference replaces it; only the provider knows
 */
export function changesBetween(
  before: readonly Resource[],
  after: readonly Resource[],
  replacedBy: (before: Resource, after: Resource) => readonly string[],
): readonly Change[] {
  const [old, now] = [before, after].map((list) => new Map(list.map((each) => [keyOf(each), each])));
  return [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])].sort().flatMap((key): Change[] => {
    const [was, is] = [old?.get(key), now?.get(key)];
    if (was === undefined)
      return is === undefined
        ? []
        : [{ operation: "create", type: is.type, name: is.name, after: is, replacedBy: [] }];
    const common = { type: was.type, name: was.name, before: was };
    if (is === undefined) return [{ ...common, operation: "delete", replacedBy: [] }];
    const isSame =
      changedLeaves(was.inputs, is.inputs).length === 0 &&
      (was.protect ?? false) === (is.protect ?? false) &&
      (was.retainOnDelete ?? false) === (is.retainOnDelete ?? false);
    if (isSame) return [];
    const causes = replacedBy(was, is);
    const operation = causes.length > 0 ? "replace" : "update";
    return [{ ...common, operation, after: is, replacedBy: causes }];
  });
}
