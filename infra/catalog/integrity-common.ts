import type { IntegrityQuery } from "./types";

/** Constraints that were never validated (KYB-5): no intact copy of any database has one. */
export const constraintsValidated: IntegrityQuery = {
  id: "constraints-validated",
  description: "a constraint exists that was never validated against the rows",
  sql: "SELECT count(*) FROM pg_catalog.pg_constraint WHERE NOT convalidated",
};

/** Indexes that a failed concurrent build left behind: they slow down writes and serve no query. */
export const indexesValid: IntegrityQuery = {
  id: "indexes-valid",
  description: "an index exists that is not valid",
  sql: "SELECT count(*) FROM pg_catalog.pg_index WHERE NOT indisvalid",
};

/**
 * Rows whose parent is missing, by NOT EXISTS: NOT IN finds none as soon as one key is NULL (trap 12).
 * @param child schema-qualified table
 * @param key its column
 * @param parent schema-qualified table with primary key `id`
 */
export function orphans(
  id: string,
  description: string,
  child: string,
  key: string,
  parent: string,
): IntegrityQuery {
  return {
    id,
    description,
    sql: `SELECT count(*) FROM ${child} AS child WHERE child.${key} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ${parent} AS parent WHERE parent.id = child.${key})`,
  };
}
