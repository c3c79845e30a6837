import { constraintsValidated, indexesValid, orphans } from "../integrity-common";
import type { IntegrityQuery } from "../types";

/** Assertions on every intact copy of kyb_platform (KYB-5). */
export const kybIntegrity: readonly IntegrityQuery[] = [
  orphans(
    "audit-logs-merchant",
    "an audit log names a merchant that does not exist",
    "public.audit_logs",
    "merchant_id",
    "public.merchants",
  ),
  orphans(
    "compliance-records-merchant",
    "a compliance record names a merchant that does not exist",
    "public.compliance_records",
    "merchant_id",
    "public.merchants",
  ),
  {
    id: "migrations-unique",
    description: "a schema migration is recorded more than once",
    sql: "SELECT count(*) FROM (SELECT version FROM public.schema_migrations GROUP BY version HAVING count(*) > 1) AS twice",
  },
  {
    id: "migrations-clean",
    description: "a schema migration stopped halfway",
    sql: "SELECT count(*) FROM public.schema_migrations WHERE dirty",
  },
  constraintsValidated,
  indexesValid,
];
