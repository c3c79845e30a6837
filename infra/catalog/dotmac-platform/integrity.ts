import { constraintsValidated, indexesValid, orphans } from "../integrity-common";
import type { IntegrityQuery } from "../types";

/** Assertions on every intact copy of dotmac (MAC-6). */
export const dotmacIntegrity: readonly IntegrityQuery[] = [
  {
    id: "customers-with-services",
    description: "an active customer has no service",
    sql: "SELECT count(*) FROM public.customers AS customer WHERE customer.status = 'active' AND NOT EXISTS (SELECT 1 FROM public.services AS service WHERE service.customer_id = customer.id)",
  },
  orphans(
    "services-customer",
    "a service belongs to a customer that does not exist",
    "public.services",
    "customer_id",
    "public.customers",
  ),
  orphans(
    "invoices-customer",
    "an invoice belongs to a customer that does not exist",
    "public.invoices",
    "customer_id",
    "public.customers",
  ),
  orphans(
    "invoice-line-items-invoice",
    "a line item belongs to an invoice that does not exist",
    "public.invoice_line_items",
    "invoice_id",
    "public.invoices",
  ),
  {
    id: "invoice-totals",
    description: "an invoice's total is not the sum of its line items",
    sql: "SELECT count(*) FROM public.invoices AS invoice WHERE invoice.total_amount IS DISTINCT FROM (SELECT coalesce(sum(item.amount), 0) FROM public.invoice_line_items AS item WHERE item.invoice_id = invoice.id)",
  },
  {
    id: "customers-email-unique",
    description: "two customers have the same e-mail address but for case",
    sql: "SELECT count(*) FROM (SELECT lower(email::text) FROM public.customers GROUP BY lower(email::text) HAVING count(*) > 1) AS twice",
  },
  constraintsValidated,
  indexesValid,
];
