-- Suppliers whose bills were paid in time for the discount, and in full. Inputs: invoice, payment. Grain of the result: one supplier and currency.
-- Amounts in minor units. missed: documents, lost: their discounts; taken: documents of the supplier paid short by at least half the discount;
--   all_taken, all_in_time: the same for the whole ledger; credited: what the supplier credited in amounts of a discount missed
WITH doc AS (
  SELECT row_no, doc_id, supplier_id, currency, amount_gross, discount_amount, discount_until FROM invoice
  WHERE doc_type = 'invoice' AND discount_amount > 0 AND discount_until IS NOT NULL AND discount_amount < amount_gross / 4
),
paid AS (
  SELECT d.row_no, sum(p.amount) AS paid, max(p.paid_on) AS last_paid FROM doc d JOIN payment p ON p.doc_id = d.doc_id AND p.supplier_id = d.supplier_id
  WHERE p.paid_on IS NOT NULL GROUP BY d.row_no
),
in_time AS (
  SELECT d.*, p.paid >= d.amount_gross - d.discount_amount / 2 AS full_amount FROM doc d JOIN paid p USING (row_no) WHERE p.last_paid <= d.discount_until
),
credit AS (
  SELECT supplier_id, currency, -amount_gross AS amount FROM invoice WHERE amount_gross < 0 AND supplier_id IN (SELECT supplier_id FROM in_time)
)
SELECT t.supplier_id, t.currency, count(*) FILTER (full_amount) AS missed, count(*) FILTER (NOT full_amount) AS taken, (sum(discount_amount) FILTER (full_amount))::BIGINT AS lost,
  list(doc_id ORDER BY row_no) FILTER (full_amount) AS docs, (SELECT count(*) FILTER (NOT full_amount) FROM in_time) AS all_taken, (SELECT count(*) FROM in_time) AS all_in_time,
  count(*) FILTER (full_amount AND EXISTS (SELECT 1 FROM credit c WHERE c.supplier_id = t.supplier_id AND c.currency = t.currency AND abs(c.amount - t.discount_amount) <= 1)) AS credited
FROM in_time t
GROUP BY t.supplier_id, t.currency HAVING missed > 0
ORDER BY t.supplier_id, t.currency
