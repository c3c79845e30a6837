import type { Finding } from "./input/finding";
import type { Setting } from "./input/setting";
import type { Stack, Subject } from "./input/subject";
import type { Fields } from "./input/value";

/** For whom rules are: `general` for any program, `recovery` for what is labelled as part of a recovery. */
export const profiles = ["general", "recovery"] as const;
/** One of {@link profiles}. */
export type Profile = (typeof profiles)[number];

interface AnyRule {
  /** Kebab-case; the file's name, the policy's name. */
  readonly name: string;
  /** The demand, in one sentence. */
  readonly demands: string;
  /** Ids of the rules that it is based on: AWS FSBP, CKV, CIS, PSS, runbook rows. */
  readonly sources: readonly string[];
  /** Whom it concerns: any program, or what is labelled as part of a recovery. */
  readonly profile: Profile;
  /** Labels, tags and annotations that it reads, beside those that tell what belongs to a recovery. @default none */
  readonly labels?: readonly string[];
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
