import type { Finding } from "./input/finding";
import type { Setting } from "./input/setting";
import type { Stack, Subject } from "./input/subject";
import type { Fields } from "./input/value";

interface AnyRule {
  /** Kebab-case; the file's name, the policy's name. */
  readonly name: string;
  /** The demand, in one sentence. */
  readonly demands: string;
  /** Ids of the rules that it is based on: AWS FSBP, CKV, CIS, PSS, runbook rows. */
  readonly sources: readonly string[];
  readonly severity: "low" | "medium" | "high" | "critical";
  /** Type tokens of the resources that it checks. `kubernetes:*` is every Kubernetes type. */
  readonly types: readonly string[];
  /** Settings of the pack's configuration. @default none */
  readonly settings?: readonly Setting<unknown>[];
}

/** Checks a single resource before it is created or changed. */
export interface ResourceRule extends AnyRule {
  readonly check: (subject: Subject, settings: Fields) => Iterable<Finding>;
}

/** Checks resources together with the rest of the stack, at the end of a preview and of an update. */
export interface StackRule extends AnyRule {
  readonly checkStack: (stack: Stack, settings: Fields) => Iterable<Finding>;
}

/** One demand on a program's resources. */
export type Rule = ResourceRule | StackRule;
