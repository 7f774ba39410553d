-- Bank details that changed and changed back, and what was paid to the account in between.
-- Inputs: supplier_bank_change, payment, invoice; $1 longest stay of the account in days. Grain: one supplier and stay.
-- A stay is seen in the change log (A to B, then B to A), or in the payments alone (paid to A, then B, then A again).
-- Amounts in minor units. usual: list of the supplier's other payments; changer_*: how many changes the person made of all.
WITH log AS (
  SELECT supplier_id, changed_on, changed_by, upper(regexp_replace(old_iban, '[^A-Za-z0-9]', '', 'g')) AS old_account,
    upper(regexp_replace(new_iban, '[^A-Za-z0-9]', '', 'g')) AS new_account, row_no
  FROM supplier_bank_change
),
logged AS (
  SELECT a.supplier_id, a.new_account AS account, a.changed_on AS from_day, min(b.changed_on) AS until_day, min(a.changed_by) AS changed_by, true AS logged
  FROM log a JOIN log b ON b.supplier_id = a.supplier_id AND b.old_account = a.new_account AND b.new_account = a.old_account
    AND b.changed_on >= a.changed_on AND b.changed_on - a.changed_on <= $1 AND b.row_no <> a.row_no
  GROUP BY a.supplier_id, a.new_account, a.changed_on
),
paid AS (
  SELECT supplier_id, doc_id, paid_on, amount, currency, row_no, CASE WHEN regexp_full_match(iban, '[A-Z0-9]*') THEN iban ELSE upper(regexp_replace(iban, '[^A-Za-z0-9]', '', 'g')) END AS account
  FROM payment WHERE amount > 0 AND iban IS NOT NULL AND paid_on IS NOT NULL
),
island AS (
  SELECT *, sum(starts) OVER (PARTITION BY supplier_id ORDER BY paid_on, row_no ROWS UNBOUNDED PRECEDING) AS stay FROM (
    SELECT *, CASE WHEN account IS DISTINCT FROM lag(account) OVER (PARTITION BY supplier_id ORDER BY paid_on, row_no) THEN 1 ELSE 0 END AS starts FROM paid
    WHERE supplier_id IN (SELECT supplier_id FROM paid GROUP BY supplier_id HAVING count(DISTINCT account) > 1))
),
stay AS (
  SELECT supplier_id, stay, min(account) AS account, min(paid_on) AS from_day, max(paid_on) AS last_day, count(*) AS payments FROM island GROUP BY supplier_id, stay
),
seen AS (
  SELECT s.supplier_id, s.account, s.from_day, s.last_day + 1 AS until_day, NULL AS changed_by, false AS logged
  FROM stay s JOIN stay p ON p.supplier_id = s.supplier_id AND p.stay = s.stay - 1 JOIN stay n ON n.supplier_id = s.supplier_id AND n.stay = s.stay + 1
  WHERE p.account = n.account AND p.payments >= 2 AND s.last_day - s.from_day <= $1
    AND (SELECT count(*) FROM stay o WHERE o.supplier_id = s.supplier_id AND o.account = s.account) = 1
    AND NOT EXISTS (SELECT 1 FROM logged l WHERE l.supplier_id = s.supplier_id AND l.account = s.account)
),
stays AS (SELECT * FROM logged UNION ALL SELECT * FROM seen),
changers AS (SELECT changed_by, count(*) AS changes FROM supplier_bank_change GROUP BY changed_by),
usual AS (SELECT supplier_id, list(amount ORDER BY amount) AS amounts FROM paid WHERE supplier_id IN (SELECT supplier_id FROM stays) GROUP BY supplier_id)
SELECT s.supplier_id, s.account, s.from_day, s.until_day, s.until_day - s.from_day AS stayed_days, s.changed_by, s.logged,
  list(p.doc_id ORDER BY p.paid_on, p.row_no) AS docs, list(p.amount ORDER BY p.paid_on, p.row_no) AS amounts, min(p.currency) AS currency,
  u.amounts AS usual, c.changes AS changer_changes, (SELECT count(*) FROM supplier_bank_change) AS all_changes,
  (SELECT count(DISTINCT supplier_id) FROM paid x WHERE x.account = s.account) AS suppliers_on_account
FROM stays s JOIN paid p ON p.supplier_id = s.supplier_id AND p.account = s.account AND p.paid_on BETWEEN s.from_day AND s.until_day
  LEFT JOIN usual u ON u.supplier_id = s.supplier_id LEFT JOIN changers c ON c.changed_by = s.changed_by
GROUP BY ALL
ORDER BY s.supplier_id, s.from_day
