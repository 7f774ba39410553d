-- Invoices about ten or a hundred times what the supplier bills, with the figures of an amount it does bill.
-- Input: invoice. Grain of the result: one document, the supplier's largest. Amounts in minor units.
--   second: the supplier's second largest amount; twin_n: invoices whose amount is this one's divided by `factor`, to the cent
WITH doc AS (SELECT doc_id, supplier_id, currency, amount_gross AS amount FROM invoice WHERE doc_type = 'invoice' AND amount_gross > 0),
-- the second largest is at least the average of the rest: few suppliers pass
likely AS (
  SELECT supplier_id, currency, count(*) AS n, max(amount) AS amount FROM doc GROUP BY supplier_id, currency
  HAVING n >= 6 AND max(amount) >= 5 * (sum(amount) - max(amount)) / (n - 1)
),
ranked AS (
  SELECT l.supplier_id, l.currency, min(l.n) AS n, min(l.amount) AS amount, max(d.amount, 2)[2] AS second, arg_max(d.doc_id, d.amount) AS doc_id
  FROM likely l JOIN doc d USING (supplier_id, currency) GROUP BY l.supplier_id, l.currency
),
outlier AS (
  SELECT *, CASE WHEN amount >= 50 * second THEN 100 ELSE 10 END AS factor FROM ranked WHERE amount >= 5 * second
),
twins AS (
  SELECT o.doc_id, count(*) AS twin_n, min(d.doc_id) AS twin
  FROM outlier o JOIN doc d ON d.supplier_id = o.supplier_id AND d.currency = o.currency AND d.amount * o.factor BETWEEN o.amount - o.factor AND o.amount + o.factor
  GROUP BY o.doc_id
)
SELECT o.doc_id, o.supplier_id, o.currency, o.amount, o.second, o.n, o.factor, coalesce(t.twin_n, 0) AS twin_n, t.twin
FROM outlier o LEFT JOIN twins t USING (doc_id)
ORDER BY o.doc_id
