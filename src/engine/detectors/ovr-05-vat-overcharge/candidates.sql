-- Invoices that carry VAT, where the amount is above any rate, or where VAT is not what this supplier usually charges here.
-- Inputs: invoice, supplier; $1 smallest gross amount in minor units, $2 highest share of taxed documents in a relation
-- (company code x supplier country, or supplier) for VAT to be unusual in it. Grain of the result: one document.
-- Cost: one scan, three aggregates by supplier and company. Amounts in minor units, ratio = tax / net.
--   here_*: the supplier's other invoices to the same company; all_*: to any; cell_*: all suppliers of that country to that company
--   other_company: the supplier has a document with the same number or amount in another company (a bill shared out)
WITH doc AS (
  SELECT i.row_no, i.doc_id, i.supplier_id, coalesce(i.entity, '') AS entity, i.invoice_no, i.currency, i.amount_net, i.amount_tax, i.amount_gross,
    s.country, s.vat_no IS NULL AS unregistered, i.amount_tax <> 0 AS taxed
  FROM invoice i LEFT JOIN supplier s USING (supplier_id)
  WHERE i.doc_type = 'invoice' AND i.amount_net > 0 AND i.amount_tax IS NOT NULL
),
by_company AS (
  SELECT supplier_id, entity, any_value(country) AS country, count(*) AS n, count(*) FILTER (taxed) AS taxed FROM doc GROUP BY ALL
),
by_supplier AS (SELECT supplier_id, sum(n) AS n, sum(taxed) AS taxed FROM by_company GROUP BY supplier_id),
cell AS (SELECT entity, country, sum(n) AS n, sum(taxed) AS taxed FROM by_company WHERE country IS NOT NULL GROUP BY ALL),
odd AS (
  SELECT d.*, h.n - 1 AS here_n, h.taxed - 1 AS here_taxed, a.n - 1 AS all_n, a.taxed - 1 AS all_taxed,
    coalesce(c.n, 0) AS cell_n, coalesce(c.taxed, 0) AS cell_taxed
  FROM doc d JOIN by_company h USING (supplier_id, entity) JOIN by_supplier a USING (supplier_id)
    LEFT JOIN cell c ON c.entity = d.entity AND c.country = d.country
  WHERE d.amount_tax > 0 AND d.amount_gross >= $1
    AND (d.amount_tax > 0.2 * d.amount_net + 2 OR (h.taxed - 1) <= $2 * (h.n - 1) OR (c.n >= 20 AND c.taxed <= $2 * c.n))
)
SELECT o.*, EXISTS (
    SELECT 1 FROM doc x WHERE x.supplier_id = o.supplier_id AND x.entity <> o.entity
      AND (x.invoice_no = o.invoice_no OR x.amount_gross = o.amount_gross)) AS other_company
FROM odd o
ORDER BY o.row_no
