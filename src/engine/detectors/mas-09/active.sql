-- What each of a few suppliers billed lately. Inputs: invoice; temporary table asked_family (supplier_id). Grain: one supplier, its main currency.
-- Amounts in minor units. gross: of the last year of the ledger.
WITH ending AS (SELECT max(coalesce(posting_date, invoice_date)) AS last_day FROM invoice),
spent AS (
  SELECT i.supplier_id, i.currency, count(*) AS n, sum(i.amount_gross)::BIGINT AS gross
  FROM invoice i SEMI JOIN asked_family USING (supplier_id) CROSS JOIN ending e
  WHERE coalesce(i.posting_date, i.invoice_date) > e.last_day - 365 GROUP BY i.supplier_id, i.currency
  QUALIFY row_number() OVER (PARTITION BY i.supplier_id ORDER BY gross DESC, i.currency) = 1
)
SELECT s.supplier_id, s.currency, s.n, s.gross FROM spent s ORDER BY s.supplier_id
