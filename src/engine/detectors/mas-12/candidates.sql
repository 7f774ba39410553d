-- What a few suppliers billed after a day. Inputs: invoice; temporary table left_supplier (supplier_id, employee_id, left_on); $1 days of grace.
-- Grain of the result: one supplier and employee. Amounts in minor units. before: documents until then.
-- settled: documents afterwards whose text speaks of pension or severance.
SELECT l.supplier_id, l.employee_id, l.left_on, count(*) FILTER (i.day <= l.left_on + CAST($1 AS INTEGER)) AS before, count(*) FILTER (i.day > l.left_on + CAST($1 AS INTEGER)) AS n,
  (sum(i.amount_gross) FILTER (i.day > l.left_on + CAST($1 AS INTEGER)))::BIGINT AS amount, min(i.currency) AS currency, max(i.day) - l.left_on AS last_days,
  (list(i.doc_id ORDER BY i.row_no) FILTER (i.day > l.left_on + CAST($1 AS INTEGER)))[1:50] AS docs,
  count(*) FILTER (i.day > l.left_on + CAST($1 AS INTEGER) AND regexp_matches(lower(coalesce(i.description, '')), 'pension|retire|severance|redundan|abfindung|ruhegeh|retraite')) AS settled
FROM left_supplier l JOIN (SELECT *, coalesce(posting_date, invoice_date) AS day FROM invoice WHERE doc_type = 'invoice' AND amount_gross > 0) i USING (supplier_id)
GROUP BY l.supplier_id, l.employee_id, l.left_on HAVING n > 0
ORDER BY l.supplier_id, l.employee_id
