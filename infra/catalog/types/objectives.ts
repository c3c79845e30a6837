/** How long a service may lose data for, and how long it may be away (STOCK-2). */
export interface Objectives {
  /** Recovery point objective in minutes: the most data, in time, that a disaster may cost. */
  readonly rpoMinutes: number;
  /** Recovery time objective in minutes: from the failure to the first good answer. */
  readonly rtoMinutes: number;
}

/** What a leak of the data would mean; decides nothing by itself, labels resources and reports. */
export type DataClass = "internal" | "confidential" | "personal" | "financial";

/** Where a figure comes from: a runbook row, or stated by us because the runbook is silent. */
export type Source =
  | {
      /** Row of the runbook, such as `STOCK-8`. */
      readonly runbook: string;
    }
  | {
      /** Why this figure was chosen where the runbook gives none. */
      readonly stated: string;
    };
