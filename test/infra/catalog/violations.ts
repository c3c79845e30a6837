/** By service and integrity query: a change that the query must find, on a copy whose constraints are off. */
export const violations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "kyb-platform": {
    "audit-logs-merchant": "DELETE FROM public.merchants WHERE id = md5('merchant-3')::uuid",
    "compliance-records-merchant":
      "UPDATE public.compliance_records SET merchant_id = md5('nobody')::uuid WHERE id = md5('record-1sanctions')::uuid",
    "migrations-unique":
      "ALTER TABLE public.schema_migrations DROP CONSTRAINT schema_migrations_pkey; INSERT INTO public.schema_migrations VALUES (24)",
    "migrations-clean": "UPDATE public.schema_migrations SET dirty = true WHERE version = 24",
    "constraints-validated":
      "ALTER TABLE public.audit_logs ADD CONSTRAINT odd CHECK (action <> 'login') NOT VALID",
    "indexes-valid":
      "UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid = 'public.merchants_profile_idx'::regclass",
  },
  "tasks-app": {
    "tasks-user": "UPDATE public.tasks SET user_id = md5('nobody')::uuid WHERE id = 1",
    "sessions-user": "UPDATE public.sessions SET user_id = md5('nobody')::uuid WHERE ticket = 1",
    "auth-sessions-user":
      "UPDATE auth.sessions SET user_id = md5('nobody')::uuid WHERE id = md5('login-1')::uuid",
    "users-account": "DELETE FROM auth.users WHERE id = md5('user-9')::uuid",
    "users-email-unique":
      "ALTER TABLE public.users DROP CONSTRAINT users_email_key; INSERT INTO public.users VALUES (md5('x')::uuid, 'USER1@example.com')",
    "constraints-validated": "ALTER TABLE public.tasks ADD CONSTRAINT odd CHECK (done) NOT VALID",
    "indexes-valid":
      "UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid = 'public.idx_tasks_tags'::regclass",
  },
  "stock-analysis": {
    "stock-prices-stock": "DELETE FROM public.stocks WHERE symbol = 'SYM0005'",
    "stock-prices-unique":
      "ALTER TABLE public.stock_prices DROP CONSTRAINT stock_prices_pkey; INSERT INTO public.stock_prices SELECT * FROM public.stock_prices WHERE symbol = 'SYM0001'",
    "stock-prices-positive":
      "UPDATE public.stock_prices SET volume = -1 WHERE symbol = 'SYM0001' AND date = '2025-09-02'",
    "stock-prices-range":
      "UPDATE public.stock_prices SET low_price = high_price + 1 WHERE symbol = 'SYM0001' AND date = '2025-09-02'",
    "analyses-stock": "UPDATE public.analyses SET stock_id = -1 WHERE run = 500",
    "migrated-once": "DELETE FROM public.alembic_version",
    "constraints-validated": "ALTER TABLE public.analyses ADD CONSTRAINT odd CHECK (result > 2) NOT VALID",
    "indexes-valid":
      "UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid = 'public.stocks_name_trgm'::regclass",
  },
  "dotmac-platform": {
    "customers-with-services": "DELETE FROM public.services WHERE customer_id = md5('customer-2')::uuid",
    "services-customer":
      "UPDATE public.services SET customer_id = md5('nobody')::uuid WHERE id = md5('service-1')::uuid",
    "invoices-customer": "UPDATE public.invoices SET customer_id = md5('nobody')::uuid WHERE id = 100000",
    "invoice-line-items-invoice": "DELETE FROM public.invoices WHERE id = 100000",
    "invoice-totals": "UPDATE public.invoices SET total_amount = total_amount + 0.01 WHERE id = 100000",
    "customers-email-unique":
      "DROP INDEX public.idx_customers_email; ALTER TABLE public.customers DROP CONSTRAINT customers_email_key; UPDATE public.customers SET email = 'CUSTOMER.1@dotmac.example' WHERE id = md5('customer-2')::uuid",
    "constraints-validated":
      "ALTER TABLE public.services ADD CONSTRAINT odd CHECK (plan = 'radio') NOT VALID",
    "indexes-valid":
      "UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid = 'public.idx_services_customer_id'::regclass",
  },
  "jackpot-service": {
    "amounts-not-negative": `UPDATE public.jackpots SET current_amount = -1 WHERE "group" = 'pool 1 ♠'`,
    "rates-in-range": `UPDATE public.jackpots SET contribution_rate = 1.1 WHERE "group" = 'pool 1 ♠'`,
    "max-not-below-seed": `UPDATE public.jackpots SET max_amount = 1 WHERE "group" = 'pool 1 ♠'`,
    "no-missing-values": `UPDATE public.jackpots SET "group" = NULL WHERE "group" = 'pool 1 ♠'`,
    "contribution-history-length": `UPDATE public.jackpots SET contribution_history = (SELECT jsonb_agg(n) FROM generate_series(1, 1001) AS n) WHERE "group" = 'pool 1 ♠'`,
    "win-history-length": `UPDATE public.jackpots SET win_history = (SELECT jsonb_agg(n) FROM generate_series(1, 1001) AS n) WHERE "group" = 'pool 1 ♠'`,
    "versions-in-range": `UPDATE public.jackpots SET version = 1000001 WHERE "group" = 'pool 1 ♠'`,
    "constraints-validated": "ALTER TABLE public.wins ADD CONSTRAINT odd CHECK (amount > 400) NOT VALID",
    "indexes-valid":
      "UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid = 'public.jackpots_group_idx'::regclass",
  },
};
