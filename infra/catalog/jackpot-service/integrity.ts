import { constraintsValidated, indexesValid } from "../integrity-common";
import type { IntegrityQuery } from "../types";

const violations = (condition: string): string => `SELECT count(*) FROM public.jackpots WHERE ${condition}`;

/** Assertions on every intact copy of jackpot_db (JACK-5); `group` is a reserved word and must be quoted. */
export const jackpotIntegrity: readonly IntegrityQuery[] = [
  {
    id: "amounts-not-negative",
    description: "a jackpot's amount is negative",
    sql: violations("current_amount < 0"),
  },
  {
    id: "rates-in-range",
    description: "a contribution rate is below 0 or above 1",
    sql: violations("contribution_rate < 0 OR contribution_rate > 1"),
  },
  {
    id: "max-not-below-seed",
    description: "a jackpot's maximum is below its seed",
    sql: violations("max_amount IS NOT NULL AND max_amount < seed_amount"),
  },
  {
    id: "no-missing-values",
    description: "a jackpot has no group, amount or rate",
    sql: violations('"group" IS NULL OR current_amount IS NULL OR contribution_rate IS NULL'),
  },
  {
    id: "contribution-history-length",
    description: "a contribution history has more than 1000 entries",
    sql: violations("jsonb_array_length(contribution_history) > 1000"),
  },
  {
    id: "win-history-length",
    description: "a win history has more than 1000 entries",
    sql: violations("jsonb_array_length(win_history) > 1000"),
  },
  {
    id: "versions-in-range",
    description: "a version is below 0 or above 1000000",
    sql: violations("version < 0 OR version > 1000000"),
  },
  constraintsValidated,
  indexesValid,
];
