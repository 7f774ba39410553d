-- Documents for more than the supplier's statement says. Inputs: statement_line, invoice; temporary table supplier_family (supplier_id, family).
-- Grain of the result: one document; a number that occurs twice on either side is left out. Amounts in minor units.
--   matched, differ: documents found on statements by number, and those of them whose amount is higher; habit_*: the same for this family
--   credited: a credit of the family takes the difference back
WITH line AS (
  SELECT f.family, l.currency, regexp_replace(regexp_replace(upper(l.invoice_no), '[^A-Z0-9]', '', 'g'), '^0+', '') AS number_key,
    min(l.amount_gross) AS listed, max(l.amount_gross) AS listed_most, min(l.invoice_date) AS listed_date, max(l.statement_date) AS statement_date
  FROM statement_line l JOIN supplier_family f USING (supplier_id)
  WHERE l.doc_type = 'invoice' AND l.amount_gross > 0 AND l.invoice_no IS NOT NULL
  GROUP BY ALL HAVING listed = listed_most AND length(number_key) >= 3
),
doc AS (
  SELECT f.family, i.currency, regexp_replace(regexp_replace(upper(i.invoice_no), '[^A-Z0-9]', '', 'g'), '^0+', '') AS number_key,
    min(i.doc_id) AS doc_id, min(i.row_no) AS row_no, min(i.supplier_id) AS supplier_id, min(i.amount_gross) AS amount, min(i.amount_net) AS net, min(i.invoice_no) AS invoice_no, min(i.invoice_date) AS invoice_date
  FROM invoice i JOIN supplier_family f USING (supplier_id)
  WHERE i.doc_type = 'invoice' AND i.amount_gross > 0 AND i.invoice_no IS NOT NULL AND f.family IN (SELECT family FROM line)
  GROUP BY ALL HAVING count(*) = 1
),
matched AS (
  SELECT d.*, l.listed, l.listed_date, l.statement_date, d.amount > l.listed AS higher FROM doc d JOIN line l USING (family, currency, number_key)
),
habit AS (SELECT family, count(*) AS n, count(*) FILTER (higher) AS differ FROM matched GROUP BY family)
SELECT m.doc_id, m.row_no, m.supplier_id, m.currency, m.invoice_no, m.amount, m.listed, m.invoice_date, m.listed_date, m.statement_date, abs(m.invoice_date - m.listed_date) AS days_apart,
  coalesce(m.net = m.listed, false) AS listed_net, h.n AS habit_n, h.differ AS habit_differ, (SELECT count(*) FROM matched) AS matched, (SELECT count(*) FILTER (higher) FROM matched) AS differ,
  EXISTS (SELECT 1 FROM invoice c JOIN supplier_family f USING (supplier_id) WHERE f.family = m.family AND c.amount_gross BETWEEN m.listed - m.amount - 1 AND m.listed - m.amount + 1) AS credited
FROM matched m JOIN habit h USING (family)
WHERE m.higher
ORDER BY m.row_no
