-- Suppliers with many whole hundreds or thousands, or equal amounts (STA-09, FRD-12). Input: invoice. Grain: one supplier of 30 documents or more.
-- hundreds, thousands: amounts that are multiples of 100 and 1,000 (major units); repeated: documents whose amount occurs again at the supplier.
-- z: of the share of hundreds against the ledger's own, which is the honest yardstick where prices are round. One grouping by supplier and amount.
WITH amount AS (
  SELECT supplier_id, currency, coalesce(amount_net, amount_gross) AS amount, count(*) AS n FROM invoice WHERE doc_type = 'invoice' AND amount_gross >= 1000 GROUP BY ALL
),
ledger AS (SELECT sum(n) FILTER (amount % 10000 = 0) / sum(n) AS share FROM amount),
supplier AS (
  SELECT supplier_id, sum(n)::BIGINT AS documents, coalesce(sum(n) FILTER (amount % 10000 = 0), 0)::BIGINT AS hundreds, coalesce(sum(n) FILTER (amount % 100000 = 0), 0)::BIGINT AS thousands,
    coalesce(sum(n) FILTER (n > 1), 0)::BIGINT AS repeated
  FROM amount GROUP BY supplier_id HAVING sum(n) >= 30
)
SELECT supplier_id AS "supplierId", documents, hundreds, thousands, repeated, (hundreds - documents * share) / sqrt(greatest(0.5, documents * share * (1 - share))) AS z
FROM supplier CROSS JOIN ledger WHERE hundreds > 0 ORDER BY z DESC, supplier_id LIMIT 15
