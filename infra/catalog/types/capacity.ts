import type { Source } from "./objectives";

/** The three horizons of the plan (STOCK-8). */
export type Horizon = "now" | "months6" | "months12";

/** One figure at each horizon. */
export type Planned = Readonly<Record<Horizon, number>>;

/** What a service will need, and why (STOCK-8). */
export interface CapacityPlan {
  /** Growth per month in percent. */
  readonly growthPercentPerMonth: {
    readonly users: number;
    readonly data: number;
    readonly requests: number;
  };
  /** Replicas by workload name. */
  readonly replicas: Readonly<Record<string, Planned>>;
  /** Cores of the database server. */
  readonly databaseCores: Planned;
  /** Memory of the database server in GiB. */
  readonly databaseMemoryGib: Planned;
  /** Storage of the database in GiB; recovery times assume that it is full. */
  readonly databaseStorageGib: Planned;
  /** Source of these figures. */
  readonly source: Source;
}
