-- What each supplier's history looks like, for the tests that judge suppliers rather than documents.
-- Inputs: invoice, supplier. Grain of the result: one supplier with invoices. Amounts in minor units. Cost: one scan.
--   round: net amounts in whole hundreds of the major unit; weekend: posted on Saturday or Sunday; by_creator: entered by who created the record
--   docs: the supplier's first 50 documents in posting order
SELECT i.supplier_id, count(*) AS n, sum(i.amount_gross) AS gross, mode(i.currency) AS currency,
  count(*) FILTER (coalesce(i.amount_net, i.amount_gross) % 10000 = 0) AS round, count(*) FILTER (isodow(i.posting_date) >= 6) AS weekend,
  count(DISTINCT i.entered_by) AS clerks, count(DISTINCT i.approved_by) AS approvers, count(i.po_no) AS with_order,
  count(*) FILTER (i.entered_by = s.created_by) AS by_creator, count(*) FILTER (i.amount_tax <> 0) AS taxed,
  min(coalesce(i.invoice_date, i.posting_date)) AS first_day, max(coalesce(i.invoice_date, i.posting_date)) AS last_day,
  quantile_disc(i.amount_gross, 0.5) AS median, list(i.doc_id ORDER BY i.row_no)[1:50] AS docs,
  CASE WHEN count(*) <= 60 THEN list(i.invoice_no ORDER BY coalesce(i.invoice_date, i.posting_date), i.row_no) END AS numbers
FROM invoice i LEFT JOIN supplier s USING (supplier_id)
WHERE i.doc_type = 'invoice'
GROUP BY i.supplier_id
