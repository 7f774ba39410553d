-- Invoices whose due date gives less time than the supplier's record does, and that were paid inside the agreed time.
-- Inputs: invoice, supplier, payment; $1 least days lost. Grain of the result: one document. Amounts in minor units.
--   short_n, n: of the supplier's invoices, how many give less time than agreed
WITH doc AS (
  SELECT i.row_no, i.doc_id, i.supplier_id, i.currency, i.amount_gross, i.invoice_date, s.terms_days, i.due_date - i.invoice_date AS given_days
  FROM invoice i JOIN supplier s USING (supplier_id)
  WHERE i.doc_type = 'invoice' AND i.amount_gross > 0 AND i.due_date IS NOT NULL AND i.invoice_date IS NOT NULL AND s.terms_days > 0
),
habit AS (SELECT supplier_id, count(*) AS n, count(*) FILTER (given_days <= terms_days - $1) AS short_n FROM doc GROUP BY supplier_id),
paid AS (SELECT doc_id, min(paid_on) AS paid_on FROM payment WHERE amount > 0 GROUP BY doc_id)
SELECT d.doc_id, d.supplier_id, d.currency, d.amount_gross, d.terms_days, d.given_days, p.paid_on - d.invoice_date AS paid_after_days, h.n, h.short_n
FROM doc d JOIN habit h USING (supplier_id) JOIN paid p USING (doc_id)
WHERE d.given_days BETWEEN 0 AND d.terms_days - $1 AND p.paid_on - d.invoice_date <= d.terms_days - $1
ORDER BY d.row_no
