import type { Command, Place } from "./command";

/** What to do at an alert. */
export interface Steps {
  /** First look: changes nothing. */
  readonly look: readonly Command[];
  /** Remedy, in the order to try; empty where looking tells what to do, or where `then` says it. */
  readonly remedy: readonly Command[];
  /** What commands cannot say, one sentence. @default nothing */
  readonly then?: string;
}

/** Steps by alert, for one environment. */
export type StepTable = Readonly<Record<string, (place: Place) => Steps>>;
