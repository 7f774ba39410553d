-- New suppliers that were paid at once. Inputs: supplier, payment, invoice; $1 most days from record to first payment.
-- Grain of the result: one supplier. Amounts in minor units. large: share of all payments that are at least as large as its largest of those days.
WITH paid AS (SELECT supplier_id, doc_id, paid_on, amount, currency, row_no FROM payment WHERE amount > 0 AND paid_on IS NOT NULL),
fast AS (
  SELECT s.supplier_id, s.created_by, s.created_on, min(p.paid_on) - s.created_on AS days_to_money, max(p.amount) AS largest, sum(p.amount) AS total, min(p.currency) AS currency,
    list(DISTINCT p.doc_id ORDER BY p.doc_id) AS docs
  FROM supplier s JOIN paid p ON p.supplier_id = s.supplier_id AND p.paid_on <= s.created_on + CAST($1 AS INTEGER)
  WHERE s.created_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM paid e WHERE e.supplier_id = s.supplier_id AND e.paid_on < s.created_on)
  GROUP BY s.supplier_id, s.created_by, s.created_on
)
SELECT f.supplier_id, f.created_by, f.days_to_money, f.largest, f.total, f.currency, f.docs,
  (SELECT count(*) FROM fast) AS fast_suppliers, (SELECT count(*) FROM supplier WHERE created_on >= (SELECT min(paid_on) FROM paid)) AS new_suppliers,
  (SELECT count(*) FILTER (p.amount >= f.largest) / count(*) FROM paid p) AS large,
  (SELECT count(*) FROM invoice i WHERE i.supplier_id = f.supplier_id AND i.entered_by = f.created_by) AS by_creator
FROM fast f
ORDER BY f.supplier_id
