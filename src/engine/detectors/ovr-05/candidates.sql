-- Invoices that carry VAT, where the amount is above any rate, or where VAT is not what this supplier usually charges here.
-- Inputs: invoice, supplier, temporary table vat_rate (country, highest: a share; one row for every country of a supplier, '' for unknown); $1 smallest gross amount in minor units, $2 highest share of taxed documents in a relation
-- (company code x supplier country, or supplier) for VAT to be unusual in it, $4 rounding allowed in minor units. Grain of the result: one document.
-- Cost: one scan, three aggregates by supplier and company. Amounts in minor units.
--   untaxed_bits: evidence of the supplier's other documents that it never charges VAT: each untaxed one counts log2 of one in
--     how often a charging supplier would leave it untaxed there (almost always across a border, $3 or less at home)
--   here_*: the supplier's other invoices to the same company; all_*: to any; cell_*: all suppliers of that country to that company
--   same_net: the supplier's other documents of the same net amount; same_net_untaxed: those to the same company without VAT
--   unregistered: the record has no VAT number where most records of the country have one; a ledger that keeps none says nothing
--   other_company: the supplier's bill is also posted in another company (a bill shared out, or posted twice)
WITH keeps AS (SELECT country, avg((vat_no IS NOT NULL)::INTEGER) AS kept FROM supplier GROUP BY country),
doc AS MATERIALIZED (
  SELECT i.row_no, i.doc_id, i.supplier_id, coalesce(i.entity, '') AS entity, i.invoice_no, i.invoice_date, i.currency,
    i.amount_net, i.amount_tax, i.amount_gross, s.country, s.vat_no IS NULL AND k.kept >= 0.5 AS unregistered, i.amount_tax <> 0 AS taxed
  FROM invoice i LEFT JOIN supplier s USING (supplier_id) LEFT JOIN keeps k ON k.country IS NOT DISTINCT FROM s.country
  WHERE i.doc_type = 'invoice' AND i.amount_net > 0 AND i.amount_tax IS NOT NULL
),
by_company AS (
  SELECT supplier_id, entity, coalesce(min(country), '') AS country, count(*) AS n, count(*) FILTER (taxed) AS taxed FROM doc GROUP BY ALL
),
cell AS (SELECT entity, country, sum(n) AS n, sum(taxed) AS taxed FROM by_company GROUP BY ALL),
by_supplier AS (
  SELECT b.supplier_id, sum(b.n) AS n, sum(b.taxed) AS taxed,
    sum((b.n - b.taxed) * -log2(greatest($3, 1 - c.taxed / c.n))) AS untaxed_bits
  FROM by_company b JOIN cell c USING (entity, country) GROUP BY b.supplier_id
),
odd AS MATERIALIZED (
  SELECT d.*, h.n - 1 AS here_n, h.taxed - 1 AS here_taxed, a.n - 1 AS all_n, a.taxed - 1 AS all_taxed, a.untaxed_bits,
    (h.n - h.taxed) * -log2(greatest($3, 1 - c.taxed / c.n)) AS here_untaxed_bits, c.n AS cell_n, c.taxed AS cell_taxed
  FROM doc d JOIN by_company h USING (supplier_id, entity) JOIN by_supplier a USING (supplier_id)
    JOIN cell c ON c.entity = h.entity AND c.country = h.country JOIN vat_rate r ON r.country = h.country
  WHERE d.amount_tax > 0 AND d.amount_gross >= $1
    AND (d.amount_tax > d.amount_net * (r.highest + 0.0005) + $4
      OR ((h.taxed - 1) <= $2 * (h.n - 1) AND CASE WHEN a.taxed = 1 THEN a.untaxed_bits ELSE (h.n - h.taxed) * -log2(greatest($3, 1 - c.taxed / c.n)) - 10 * (h.taxed - 1) END >= 2)
      OR (c.n >= 20 AND c.taxed <= 0.1 * c.n))
),
twin AS (
  SELECT o.doc_id, count(*) AS same_net, count(*) FILTER (NOT x.taxed AND x.entity = o.entity) AS same_net_untaxed
  FROM odd o JOIN doc x ON x.supplier_id = o.supplier_id AND x.amount_net = o.amount_net GROUP BY o.doc_id
)
SELECT o.*, coalesce(t.same_net, 0) - 1 AS same_net, coalesce(t.same_net_untaxed, 0) AS same_net_untaxed, EXISTS (
    SELECT 1 FROM doc x WHERE x.supplier_id = o.supplier_id AND x.entity <> o.entity AND (x.invoice_no = o.invoice_no
      OR (t.same_net <= 3 AND abs(x.amount_gross - o.amount_gross) <= 100 AND abs(x.invoice_date - o.invoice_date) <= 120 AND x.taxed))) AS other_company
FROM odd o LEFT JOIN twin t USING (doc_id)
ORDER BY o.row_no
