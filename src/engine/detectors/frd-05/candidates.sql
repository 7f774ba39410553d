-- Payments to an account that neither the supplier's record nor any change of it knows. Inputs: payment, supplier, supplier_bank_change.
-- Grain of the result: one supplier and account. Amounts in minor units. payments: made to that account, all: made to any account of the supplier.
--   strangers, suppliers: suppliers with such payments, and all that have an account on record and are paid; users: suppliers paid to the account
--   owner: another supplier that has the account on record; before, after: payments to known accounts before the first and after the last of these
WITH account AS (
  SELECT supplier_id, upper(regexp_replace(iban, '[^A-Za-z0-9]', '', 'g')) AS account FROM supplier WHERE iban IS NOT NULL
  UNION SELECT supplier_id, upper(regexp_replace(old_iban, '[^A-Za-z0-9]', '', 'g')) FROM supplier_bank_change WHERE old_iban IS NOT NULL
  UNION SELECT supplier_id, upper(regexp_replace(new_iban, '[^A-Za-z0-9]', '', 'g')) FROM supplier_bank_change WHERE new_iban IS NOT NULL
),
-- one row per supplier and spelling first: the clean-up then runs on few texts
used AS (
  SELECT supplier_id, iban, count(*) AS n, min(paid_on) AS first_day, max(paid_on) AS last_day
  FROM payment WHERE amount > 0 AND iban IS NOT NULL AND supplier_id IN (SELECT supplier_id FROM supplier WHERE iban IS NOT NULL) GROUP BY ALL
),
paid AS (
  SELECT supplier_id, CASE WHEN regexp_full_match(iban, '[A-Z0-9]*') THEN iban ELSE upper(regexp_replace(iban, '[^A-Za-z0-9]', '', 'g')) END AS account, list(DISTINCT iban) AS spellings, sum(n) AS n, min(first_day) AS first_day, max(last_day) AS last_day FROM used GROUP BY ALL
),
stranger AS (
  SELECT p.* FROM paid p ANTI JOIN account a ON a.supplier_id = p.supplier_id AND a.account = p.account
),
known AS (SELECT p.* FROM paid p SEMI JOIN account a ON a.supplier_id = p.supplier_id AND a.account = p.account)
SELECT s.supplier_id, s.account, min(s.n)::BIGINT AS payments, (SELECT sum(n) FROM paid x WHERE x.supplier_id = s.supplier_id)::BIGINT AS all_payments,
  (SELECT count(DISTINCT supplier_id) FROM stranger) AS strangers, (SELECT count(DISTINCT supplier_id) FROM paid) AS suppliers,
  (SELECT count(DISTINCT supplier_id) FROM paid x WHERE x.account = s.account) AS users,
  (SELECT min(a.supplier_id) FROM account a WHERE a.account = s.account AND a.supplier_id <> s.supplier_id) AS owner,
  coalesce((SELECT min(k.first_day) FROM known k WHERE k.supplier_id = s.supplier_id) < min(s.first_day), false) AS known_before,
  coalesce((SELECT max(k.last_day) FROM known k WHERE k.supplier_id = s.supplier_id) > min(s.last_day), false) AS known_after,
  min(s.first_day) AS first_day, list(p.doc_id ORDER BY p.paid_on, p.row_no)[1:50] AS docs, sum(p.amount)::BIGINT AS amount, min(p.currency) AS currency
FROM stranger s JOIN payment p ON p.supplier_id = s.supplier_id AND p.amount > 0 AND list_contains(s.spellings, p.iban)
GROUP BY s.supplier_id, s.account
ORDER BY s.supplier_id, s.account
