import type { Version } from "./base-state";

/** What previewing needs. */
export interface PreviewOptions {
  readonly root: string;
  /** Folder of all reviews' files. */
  readonly folder: string;
  readonly stacks: readonly string[];
  /** How the head is opened, where it is not the repository's own program. */
  readonly open?: (folder: string) => Version;
  /** File of `--policy-pack-config`, absolute. @default policies/recovery.json */
  readonly policyConfig?: string | undefined;
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}
