import type { Finding } from "./input/finding";
import type { Setting } from "./input/setting";
import type { Stack, Subject } from "./input/subject";
import type { Fields } from "./input/value";

interface AnyRule {
  /** Kebab-case; the file's name, the policy's name. */
  readonly name: string;
  /** What it demands, one sentence. */
  readonly demands: string;
  /** Ids of the rules of others that it follows: AWS FSBP, CKV, CIS, PSS, runbook rows. */
  readonly sources: readonly string[];
  readonly severity: "low" | "medium" | "high" | "critical";
  /** Type tokens of the resources that it looks at. `kubernetes:*` is every Kubernetes type. */
  readonly types: readonly string[];
  /** What the pack's configuration may change. @default nothing */
  readonly settings?: readonly Setting<unknown>[];
}

/** Judges a resource by itself, before it is made or changed. */
export interface ResourceRule extends AnyRule {
  readonly check: (subject: Subject, settings: Fields) => Iterable<Finding>;
}

/** Judges resources by what is beside them, at the end of a preview and of an update. */
export interface StackRule extends AnyRule {
  readonly checkStack: (stack: Stack, settings: Fields) => Iterable<Finding>;
}

/** One demand on what a program declares. */
export type Rule = ResourceRule | StackRule;
