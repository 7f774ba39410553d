-- Credits that a supplier's statement lists and that the ledger does not hold.
-- Inputs: statement_line, invoice; temporary table supplier_family (supplier_id, family). Grain: one credit of one supplier.
-- A ledger credit answers a statement credit of the same family when the number keys agree, or when the amounts agree and
-- the dates lie within $1 days; each answers once, numbers first. Amounts in minor units.
-- lag_longer of lags: how many of the ledger's credits took longer to be entered than this one is old at the ledger's end.
-- as_invoice: a positive document with the credit's number and amount. number key: letters and digits, no leading zeros.
WITH credit AS (
  SELECT l.supplier_id, f.family, l.invoice_no, regexp_replace(regexp_replace(upper(coalesce(l.invoice_no, '')), '[^A-Z0-9]', '', 'g'), '^0+', '') AS number_key,
    min(l.invoice_date) AS credit_date, l.currency, -abs(l.amount_gross) AS amount, min(l.statement_date) AS first_listed, max(l.statement_date) AS last_listed,
    count(DISTINCT l.statement_date) AS listed, min(l.row_no) AS row_no
  FROM statement_line l JOIN supplier_family f USING (supplier_id)
  WHERE l.doc_type = 'credit_note' OR l.amount_gross < 0
  GROUP BY l.supplier_id, f.family, l.invoice_no, l.currency, l.amount_gross
),
negative AS (
  SELECT f.family, i.row_no, i.doc_id, regexp_replace(regexp_replace(upper(coalesce(i.invoice_no, '')), '[^A-Z0-9]', '', 'g'), '^0+', '') AS number_key,
    coalesce(i.invoice_date, i.posting_date) AS day, i.amount_gross
  FROM invoice i JOIN supplier_family f USING (supplier_id)
  WHERE i.amount_gross < 0 AND f.family IN (SELECT family FROM credit)
),
-- only the invoices that a credit could take back
positive AS (
  SELECT f.family, i.doc_id, regexp_replace(regexp_replace(upper(coalesce(i.invoice_no, '')), '[^A-Z0-9]', '', 'g'), '^0+', '') AS number_key,
    coalesce(i.invoice_date, i.posting_date) AS day, i.amount_gross
  FROM (SELECT * FROM invoice WHERE amount_gross > 0) i JOIN supplier_family f USING (supplier_id)
    SEMI JOIN (SELECT family, -amount_gross AS amount FROM negative UNION SELECT family, -amount FROM credit) t ON t.family = f.family AND t.amount = i.amount_gross
),
lag AS (
  SELECT posting_date - invoice_date AS days FROM invoice
  WHERE amount_gross < 0 AND posting_date IS NOT NULL AND invoice_date IS NOT NULL AND posting_date >= invoice_date
),
by_number AS (
  SELECT c.row_no AS credit, l.row_no AS answer FROM credit c JOIN negative l
    ON l.family = c.family AND l.number_key = c.number_key AND c.number_key <> ''
),
own_number AS (SELECT family, number_key, -amount_gross AS amount FROM positive),
free_ledger AS (
  SELECT l.*, row_number() OVER (PARTITION BY family, amount_gross ORDER BY day, row_no) AS turn FROM negative l
  WHERE l.row_no NOT IN (SELECT answer FROM by_number)
    -- a reversal of our own carries the number of the invoice it takes back: no credit of the supplier's
    AND NOT EXISTS (SELECT 1 FROM own_number o WHERE o.family = l.family AND o.number_key = l.number_key AND o.amount = l.amount_gross)
),
free_credit AS (
  SELECT c.*, row_number() OVER (PARTITION BY family, amount ORDER BY credit_date, row_no) AS turn FROM credit c
  WHERE c.row_no NOT IN (SELECT credit FROM by_number)
),
ending AS (SELECT max(posting_date) AS last_day FROM invoice),
missing AS (
  SELECT c.*, e.last_day - coalesce(c.credit_date, c.first_listed) AS age_days FROM free_credit c CROSS JOIN ending e
  WHERE NOT EXISTS (SELECT 1 FROM free_ledger l WHERE l.family = c.family AND l.amount_gross = c.amount AND l.turn >= c.turn
    AND abs(l.day - coalesce(c.credit_date, c.first_listed)) <= $1)
)
SELECT m.*, (SELECT count(*) FROM lag WHERE days > m.age_days) AS lag_longer, (SELECT count(*) FROM lag) AS lags,
  (SELECT count(*) FROM positive l WHERE l.family = m.family AND l.amount_gross = -m.amount
    AND l.day <= coalesce(m.credit_date, m.last_listed)) AS same_amount_invoices,
  (SELECT min(l.doc_id) FROM positive l WHERE l.family = m.family AND l.number_key = m.number_key AND m.number_key <> '' AND l.amount_gross = -m.amount) AS as_invoice
FROM missing m
ORDER BY m.row_no
