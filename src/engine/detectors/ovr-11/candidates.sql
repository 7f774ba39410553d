-- Invoices about ten or a hundred times what the supplier bills, with the figures of an amount it does bill.
-- Input: invoice. Grain of the result: one document, the supplier's largest. Amounts in minor units.
--   second: the supplier's second largest amount; twin_n: invoices whose amount is this one's divided by `factor`, to the cent
WITH doc AS (SELECT row_no, doc_id, supplier_id, currency, amount_gross AS amount FROM invoice WHERE doc_type = 'invoice' AND amount_gross > 0),
ranked AS (
  SELECT supplier_id, currency, count(*) AS n, max(amount) AS amount, max(amount, 2)[2] AS second, arg_max(doc_id, amount) AS doc_id
  FROM doc GROUP BY supplier_id, currency HAVING n >= 6
),
outlier AS (
  SELECT *, CASE WHEN amount >= 50 * second THEN 100 ELSE 10 END AS factor FROM ranked WHERE amount >= 5 * second
)
SELECT o.doc_id, o.supplier_id, o.currency, o.amount, o.second, o.n, o.factor, count(d.doc_id) AS twin_n, min(d.doc_id) AS twin
FROM outlier o LEFT JOIN doc d ON d.supplier_id = o.supplier_id AND d.currency = o.currency AND d.amount * o.factor BETWEEN o.amount - o.factor AND o.amount + o.factor
GROUP BY ALL
ORDER BY o.doc_id
