/** What previewing needs. */
export interface PreviewOptions {
  readonly root: string;
  /** Folder of all reviews' files. */
  readonly folder: string;
  readonly stacks: readonly string[];
  /** File of `--policy-pack-config`, absolute. @default the pack's defaults */
  readonly policyConfig?: string | undefined;
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}
