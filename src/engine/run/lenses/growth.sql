-- Growth of suppliers (STA-10): the last 365 days of the ledger against the 365 before. Input: invoice. Grain: one supplier and currency. Only where the ledger is two years long.
WITH ending AS (SELECT max(coalesce(posting_date, invoice_date)) AS last_day FROM invoice),
whole AS (SELECT 1 FROM invoice, ending WHERE coalesce(posting_date, invoice_date) <= last_day - 700 LIMIT 1),
spent AS (
  SELECT supplier_id, currency, coalesce(sum(amount_gross) FILTER (coalesce(posting_date, invoice_date) <= last_day - 365), 0)::BIGINT AS before, coalesce(sum(amount_gross) FILTER (coalesce(posting_date, invoice_date) > last_day - 365), 0)::BIGINT AS last
  FROM invoice CROSS JOIN ending WHERE coalesce(posting_date, invoice_date) > last_day - 730 AND EXISTS (FROM whole) GROUP BY ALL
)
SELECT supplier_id AS "supplierId", currency, before AS "beforeMinor", last AS "lastMinor" FROM spent WHERE last > before ORDER BY last - before DESC, supplier_id LIMIT 15
