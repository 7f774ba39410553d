-- Payments well before the due date, in full, by a method that we time ourselves.
-- Inputs: invoice, payment, supplier; $1 days. Grain of the result: one document with its first payment.
-- early, paid: how many of the supplier's payments were that early, and how many could have been. Amounts in minor units.
-- Direct debits and cards are timed by the supplier or the purchase, so they are no decision of ours.
WITH paid AS (
  SELECT p.doc_id, i.supplier_id, i.currency, i.amount_gross, i.invoice_date, i.due_date, i.description, i.row_no, p.paid_on, p.amount,
    i.due_date - p.paid_on AS days_early, i.due_date - coalesce(i.posting_date, i.invoice_date) AS days_given
  FROM payment p JOIN invoice i USING (doc_id)
  WHERE p.amount > 0 AND i.amount_gross > 0 AND i.doc_type = 'invoice' AND i.due_date IS NOT NULL AND p.paid_on IS NOT NULL
    AND NOT regexp_matches(lower(coalesce(p.method, '')), 'debit|card|cash|dd$')
),
habit AS (
  SELECT supplier_id, count(*) FILTER (days_early >= $1) AS early, count(*) FILTER (days_given >= $1 + 3) AS paid FROM paid GROUP BY supplier_id
)
SELECT p.doc_id, p.supplier_id, p.currency, p.amount_gross, p.amount, p.description, p.days_early, h.early, h.paid AS could,
  s.terms_days, p.paid_on - p.invoice_date AS days_after_invoice, p.paid_on, p.due_date
FROM paid p JOIN habit h USING (supplier_id) LEFT JOIN supplier s USING (supplier_id)
WHERE p.days_early >= $1
QUALIFY row_number() OVER (PARTITION BY p.doc_id ORDER BY p.paid_on, p.amount DESC) = 1
ORDER BY p.row_no
