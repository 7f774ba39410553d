-- Names paid again and again through collective records for one-time suppliers. Inputs: supplier, payment, employee; $1 fewest payments.
-- Grain of the result: one payee name (letters and digits, without case) of one collective record. Amounts in minor units.
--   repeated, payees: payees with so many payments, and all payees of collective records
WITH collective AS (SELECT supplier_id FROM supplier WHERE lower(coalesce(one_time, '')) IN ('x', 'y', 'yes', 'true', '1', 'ja')),
paid AS (
  SELECT p.supplier_id, upper(regexp_replace(p.payee_name, '[^A-Za-z0-9]', '', 'g')) AS payee, p.payee_name, p.doc_id, p.paid_on, p.amount, p.currency, p.row_no
  FROM payment p SEMI JOIN collective USING (supplier_id) WHERE p.amount > 0 AND p.payee_name IS NOT NULL
),
grouped AS (
  SELECT supplier_id, payee, min(payee_name) AS payee_name, count(*) AS n, count(DISTINCT date_trunc('month', paid_on)) AS months, sum(amount)::BIGINT AS amount, min(currency) AS currency,
    list(doc_id ORDER BY paid_on, row_no)[1:50] AS docs
  FROM paid WHERE length(payee) >= 4 GROUP BY supplier_id, payee
)
SELECT g.*, (SELECT count(*) FROM grouped x WHERE x.n >= $1) AS repeated, (SELECT count(*) FROM grouped) AS payees,
  EXISTS (SELECT 1 FROM employee e WHERE upper(regexp_replace(e.name, '[^A-Za-z0-9]', '', 'g')) = g.payee) AS is_staff,
  EXISTS (SELECT 1 FROM supplier s WHERE upper(regexp_replace(s.name, '[^A-Za-z0-9]', '', 'g')) = g.payee) AS has_record
FROM grouped g WHERE g.n >= $1 AND g.months >= 3
ORDER BY g.supplier_id, g.payee
