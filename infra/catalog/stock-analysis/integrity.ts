import { constraintsValidated, indexesValid, orphans } from "../integrity-common";
import type { IntegrityQuery } from "../types";

/** Assertions on every intact copy of stock_analysis. */
export const stockIntegrity: readonly IntegrityQuery[] = [
  orphans(
    "stock-prices-stock",
    "a price belongs to a stock that does not exist",
    "public.stock_prices",
    "stock_id",
    "public.stocks",
  ),
  {
    id: "stock-prices-unique",
    description: "a symbol has two prices for one day",
    sql: "SELECT count(*) FROM (SELECT symbol, date FROM public.stock_prices GROUP BY symbol, date HAVING count(*) > 1) AS twice",
  },
  {
    id: "stock-prices-positive",
    description: "a price or a volume is negative",
    sql: "SELECT count(*) FROM public.stock_prices WHERE open_price < 0 OR high_price < 0 OR low_price < 0 OR close_price < 0 OR volume < 0",
  },
  {
    id: "stock-prices-range",
    description: "a day's low is above its high",
    sql: "SELECT count(*) FROM public.stock_prices WHERE low_price > high_price",
  },
  orphans(
    "analyses-stock",
    "an analysis belongs to a stock that does not exist",
    "public.analyses",
    "stock_id",
    "public.stocks",
  ),
  {
    id: "migrated-once",
    description: "the number of alembic heads is not one",
    sql: "SELECT abs(count(*) - 1) FROM public.alembic_version",
  },
  constraintsValidated,
  indexesValid,
];
