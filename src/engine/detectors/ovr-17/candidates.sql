-- Bills for paying late from suppliers that were paid in time. Inputs: payment, invoice, temporary tables late_fee and due_before; $1 fewest payments before the bill.
-- Grain of the result: one document. Amounts in minor units. on_time, late: the supplier's documents due in that time, by when they were paid.
WITH paid AS (
  SELECT d.fee_row, d.row_no, d.due_date, max(p.paid_on) AS paid_on
  FROM due_before d JOIN payment p ON p.doc_id = d.doc_id AND p.supplier_id = d.supplier_id
  WHERE p.paid_on IS NOT NULL GROUP BY d.fee_row, d.row_no, d.due_date
),
-- still unpaid when the fee was billed is late as well
unpaid AS (SELECT fee_row, count(*) AS n FROM due_before WHERE row_no NOT IN (SELECT row_no FROM paid) GROUP BY fee_row)
SELECT f.row_no, f.doc_id, f.supplier_id, f.currency, f.amount, count(*) FILTER (p.paid_on <= p.due_date) AS on_time, count(*) FILTER (p.paid_on > p.due_date) + coalesce(min(u.n), 0) AS late,
  EXISTS (SELECT 1 FROM invoice c WHERE c.supplier_id = f.supplier_id AND c.amount_gross = -f.amount) AS credited
FROM late_fee f JOIN paid p ON p.fee_row = f.row_no LEFT JOIN unpaid u ON u.fee_row = f.row_no
GROUP BY f.row_no, f.doc_id, f.supplier_id, f.currency, f.amount HAVING on_time + late >= $1
ORDER BY f.row_no
