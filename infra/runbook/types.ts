import type { Command, Place } from "./command";

/** What to do when an alert fires. */
export interface Steps {
  /** First look, which changes nothing. */
  readonly look: readonly Command[];
  /** Remedies, in the order to try; empty if the first look or `then` says what to do. */
  readonly remedy: readonly Command[];
  /** What commands cannot say, in short sentences. @default nothing */
  readonly then?: string;
}

/** Steps by alert, for one environment. */
export type StepTable = Readonly<Record<string, (place: Place) => Steps>>;
