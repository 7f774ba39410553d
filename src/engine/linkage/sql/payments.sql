-- Documents for which more was paid than was posted, refunds and returned payments taken off.
-- In: payment, invoice, supplier_key. Out: overpaid (grain: one document). Amounts in minor units of the document's currency.

CREATE OR REPLACE TEMP TABLE overpaid AS
WITH paid AS (
  SELECT doc_id, currency, sum(amount)::BIGINT AS paid, count(*) FILTER (amount > 0)::INTEGER AS payments,
         count(DISTINCT method)::INTEGER AS methods, count(DISTINCT payment_id)::INTEGER AS transfers
  FROM payment WHERE doc_id IN (SELECT doc_id FROM payment WHERE amount > 0 GROUP BY doc_id HAVING count(*) > 1) GROUP BY doc_id, currency
)
SELECT i.row_no AS d, i.amount_gross AS amt, p.paid, p.payments, p.methods, p.transfers
FROM paid p JOIN invoice i ON i.doc_id = p.doc_id AND i.currency = p.currency
WHERE i.amount_gross > 0 AND p.paid > i.amount_gross * 1.005 AND p.payments > 1;
