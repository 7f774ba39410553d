-- Bank details changed and soon changed again to a third account, with a payment to the one in between. Inputs: supplier_bank_change, payment; $1 most days between the changes.
-- Grain of the result: one supplier and second change. Amounts in minor units. bulk: suppliers whose details were changed by the same person on either day: a migration
-- or a bank's merger. larger, others: of the supplier's other payments, as large as the largest to the account in between.
WITH log AS (
  SELECT supplier_id, changed_on, changed_by, row_no, upper(regexp_replace(old_iban, '[^A-Za-z0-9]', '', 'g')) AS old_account, upper(regexp_replace(new_iban, '[^A-Za-z0-9]', '', 'g')) AS new_account
  FROM supplier_bank_change
),
twice AS (
  SELECT a.supplier_id, a.new_account AS account, a.changed_on AS from_day, b.changed_on AS until_day, a.changed_by AS first_by, b.changed_by AS second_by, b.row_no
  FROM log a JOIN log b ON b.supplier_id = a.supplier_id AND b.old_account = a.new_account AND b.new_account <> a.old_account AND b.new_account <> a.new_account
    AND b.row_no <> a.row_no AND b.changed_on >= a.changed_on AND b.changed_on - a.changed_on <= $1
),
bulk AS (SELECT changed_on, changed_by, count(DISTINCT supplier_id) AS suppliers FROM log GROUP BY ALL),
paid AS (
  SELECT t.row_no, list(p.doc_id ORDER BY p.paid_on, p.row_no) AS docs, sum(p.amount)::BIGINT AS amount, max(p.amount) AS largest, min(p.currency) AS currency
  FROM twice t JOIN payment p ON p.supplier_id = t.supplier_id AND p.amount > 0 AND p.paid_on BETWEEN t.from_day AND t.until_day AND upper(regexp_replace(p.iban, '[^A-Za-z0-9]', '', 'g')) = t.account
  GROUP BY t.row_no
)
SELECT t.supplier_id, t.from_day, t.until_day, t.until_day - t.from_day AS days, t.first_by, t.second_by, p.docs, p.amount, p.currency,
  (SELECT count(*) FROM payment o WHERE o.supplier_id = t.supplier_id AND o.amount > 0) - len(p.docs) AS others,
  (SELECT count(*) FROM payment o WHERE o.supplier_id = t.supplier_id AND o.amount >= p.largest) - 1 AS larger,
  greatest((SELECT max(suppliers) FROM bulk b WHERE b.changed_on = t.from_day AND b.changed_by IS NOT DISTINCT FROM t.first_by), (SELECT max(suppliers) FROM bulk b WHERE b.changed_on = t.until_day AND b.changed_by IS NOT DISTINCT FROM t.second_by)) AS bulk
FROM twice t JOIN paid p USING (row_no)
ORDER BY t.supplier_id, t.until_day, t.row_no
