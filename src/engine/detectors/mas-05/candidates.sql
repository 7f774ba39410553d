-- Suppliers marked blocked, inactive or deleted that still bill or are still paid. Inputs: supplier, invoice, payment; $1 days before the end of the ledger.
-- Grain of the result: one supplier. Amounts in minor units. closed, still: how many are marked so, and how many of those are still active.
WITH ending AS (SELECT greatest((SELECT max(posting_date) FROM invoice), (SELECT max(paid_on) FROM payment)) AS last_day),
closed AS (SELECT supplier_id, status FROM supplier WHERE regexp_matches(lower(coalesce(status, '')), 'block|inactiv|delet|closed|gesperrt|inactif|archiv')),
activity AS (
  SELECT supplier_id, posting_date AS day, doc_id, amount_gross AS amount, currency FROM invoice WHERE doc_type = 'invoice' AND amount_gross > 0
  UNION ALL SELECT supplier_id, paid_on, doc_id, 0, currency FROM payment WHERE amount > 0
),
recent AS (
  SELECT c.supplier_id, min(c.status) AS status, max(a.day) AS last_active, list(DISTINCT a.doc_id ORDER BY a.doc_id) AS docs, sum(a.amount) AS total, min(a.currency) AS currency
  FROM closed c JOIN activity a USING (supplier_id) CROSS JOIN ending e WHERE a.day >= e.last_day - CAST($1 AS INTEGER) GROUP BY c.supplier_id
)
SELECT r.*, (SELECT last_day FROM ending) - r.last_active AS days_before_end, (SELECT count(*) FROM closed) AS closed, (SELECT count(*) FROM recent) AS still FROM recent r ORDER BY r.supplier_id
