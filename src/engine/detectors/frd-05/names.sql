-- Names that payments carry, against the supplier's. Inputs: payment, supplier. Grain of the result: one supplier and payee name as written.
-- Amounts in minor units. payments: with that name, all_payments: of the supplier with any name; users: suppliers paid under the name.
WITH named AS (
  SELECT supplier_id, payee_name, count(*) AS payments, sum(amount)::BIGINT AS amount, min(currency) AS currency, list(doc_id ORDER BY paid_on, row_no)[1:50] AS docs
  FROM payment WHERE amount > 0 AND payee_name IS NOT NULL GROUP BY ALL
),
total AS (SELECT supplier_id, sum(payments)::BIGINT AS all_payments FROM named GROUP BY supplier_id),
users AS (SELECT lower(payee_name) AS payee, count(DISTINCT supplier_id) AS users FROM named GROUP BY ALL)
SELECT n.supplier_id, s.name, n.payee_name, n.payments, t.all_payments, u.users, n.amount, n.currency, n.docs,
  EXISTS (SELECT 1 FROM employee e WHERE lower(e.name) = lower(n.payee_name)) AS is_staff, EXISTS (SELECT 1 FROM supplier o WHERE lower(o.name) = lower(n.payee_name)) AS is_supplier
FROM named n JOIN supplier s USING (supplier_id) JOIN total t USING (supplier_id) JOIN users u ON u.payee = lower(n.payee_name)
WHERE s.name IS NOT NULL AND lower(s.name) <> lower(n.payee_name)
  AND lower(coalesce(s.one_time, '')) NOT IN ('x', 'y', 'yes', 'true', '1', 'ja')
ORDER BY n.supplier_id, n.payee_name
