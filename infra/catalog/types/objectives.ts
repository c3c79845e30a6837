/** Maximum data loss and downtime of a service in a disaster (STOCK-2). */
export interface Objectives {
  /** Recovery point objective in minutes: the maximum data loss. */
  readonly rpoMinutes: number;
  /** Recovery time objective in minutes: from the failure to the first successful response. */
  readonly rtoMinutes: number;
}

/** Consequence of a data leak; only labels resources and reports. */
export type DataClass = "internal" | "confidential" | "personal" | "financial";

/** Source of a figure: a row of the runbook, or our own statement if the runbook has none. */
export type Source =
  | {
      /** Row of the runbook, such as `STOCK-8`. */
      readonly runbook: string;
    }
  | {
      /** Why this figure was chosen. */
      readonly stated: string;
    };
