-- What each supplier's history looks like, for the tests that judge suppliers rather than documents.
-- Inputs: invoice, supplier. Grain of the result: one supplier with invoices. Amounts in minor units. Cost: one scan, no sort.
--   round: net amounts in whole hundreds of the major unit; weekend: posted on Saturday or Sunday; by_creator: entered by who created the record
--   one_clerk, one_approver: the same person entered, approved all
SELECT i.supplier_id, count(*) AS n, sum(i.amount_gross) AS gross, min(i.currency) AS currency,
  count(*) FILTER (coalesce(i.amount_net, i.amount_gross) % 10000 = 0) AS round, count(*) FILTER (isodow(i.posting_date) >= 6) AS weekend,
  coalesce(min(i.entered_by) = max(i.entered_by), false) AS one_clerk, coalesce(min(i.approved_by) = max(i.approved_by), false) AS one_approver,
  count(i.po_no) AS with_order, count(*) FILTER (i.entered_by = s.created_by) AS by_creator,
  min(coalesce(i.invoice_date, i.posting_date)) AS first_day, max(coalesce(i.invoice_date, i.posting_date)) AS last_day
FROM invoice i LEFT JOIN supplier s USING (supplier_id)
WHERE i.doc_type = 'invoice'
GROUP BY i.supplier_id
