-- Bills for paying late from suppliers that were paid in time. Inputs: invoice, payment; $1 days before the bill that are looked at, $2 fewest payments of them.
-- Grain of the result: one document. Amounts in minor units. on_time, late: the supplier's documents due in that time, by when they were paid.
WITH fee AS (
  SELECT row_no, doc_id, supplier_id, currency, amount_gross AS amount, coalesce(invoice_date, posting_date) AS day, description FROM invoice
  WHERE doc_type = 'invoice' AND amount_gross > 0
    AND regexp_matches(lower(description), 'late (payment|fee|charge|interest)|interest on (late|overdue)|overdue (charge|fee|interest)|mahngeb|verzugszins|dunning|retard de paiement|interets? moratoires?')
),
paid AS (
  SELECT f.row_no AS fee_row, i.row_no, i.due_date, max(p.paid_on) AS paid_on
  FROM fee f JOIN invoice i ON i.supplier_id = f.supplier_id AND i.row_no <> f.row_no AND i.amount_gross > 0 AND i.due_date BETWEEN f.day - CAST($1 AS INTEGER) AND f.day
    JOIN payment p ON p.doc_id = i.doc_id AND p.supplier_id = i.supplier_id
  WHERE p.paid_on IS NOT NULL GROUP BY ALL
),
-- still unpaid when the fee was billed is late as well
unpaid AS (
  SELECT f.row_no AS fee_row, count(*) AS n FROM fee f JOIN invoice i ON i.supplier_id = f.supplier_id AND i.row_no <> f.row_no AND i.amount_gross > 0 AND i.due_date BETWEEN f.day - CAST($1 AS INTEGER) AND f.day
  WHERE i.row_no NOT IN (SELECT row_no FROM paid) GROUP BY ALL
)
SELECT f.row_no, f.doc_id, f.supplier_id, f.currency, f.amount, count(*) FILTER (p.paid_on <= p.due_date) AS on_time, count(*) FILTER (p.paid_on > p.due_date) + coalesce(min(u.n), 0) AS late,
  EXISTS (SELECT 1 FROM invoice c WHERE c.supplier_id = f.supplier_id AND c.amount_gross = -f.amount) AS credited
FROM fee f JOIN paid p ON p.fee_row = f.row_no LEFT JOIN unpaid u ON u.fee_row = f.row_no
GROUP BY f.row_no, f.doc_id, f.supplier_id, f.currency, f.amount HAVING on_time + late >= $2
ORDER BY f.row_no
