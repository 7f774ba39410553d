-- Relative size factor (STA-06): a supplier's largest invoice against its second largest. Input: invoice. Grain: one supplier and currency of five invoices of 1.00 or more.
-- The two documents are the earliest in the ledger with these amounts. One grouping by supplier; the documents are looked up for the fifteen that are told alone.
WITH size AS (
  SELECT supplier_id, currency, count(*)::INTEGER AS documents, max(amount_gross, 2) AS top FROM invoice WHERE doc_type = 'invoice' AND amount_gross >= 100 GROUP BY ALL HAVING count(*) >= 5
),
chosen AS (
  SELECT supplier_id, currency, documents, top[1] AS largest, top[2] AS second, top[1] / top[2] AS times FROM size WHERE top[1] > top[2] ORDER BY times DESC, supplier_id, currency LIMIT 15
)
SELECT c.supplier_id AS "supplierId", c.currency, c.documents, c.largest AS "largestMinor", c.second AS "secondMinor", c.times,
  arg_min(d.doc_id, d.row_no) FILTER (d.amount_gross = c.largest) AS "largestId", arg_min(d.doc_id, d.row_no) FILTER (d.amount_gross = c.second) AS "secondId"
FROM chosen c JOIN invoice d ON d.supplier_id = c.supplier_id AND d.currency = c.currency AND d.doc_type = 'invoice' AND d.amount_gross IN (c.largest, c.second)
GROUP BY ALL ORDER BY c.times DESC, c.supplier_id, c.currency
