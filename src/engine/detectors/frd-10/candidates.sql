-- Invoices of one supplier that lie just under one approval limit, close together in time.
-- Input: invoice; $1 width of the band under a limit as a share, $2 longest time between neighbours in days,
-- $3 most parts of one purchase. A long chain of such invoices is the supplier's ordinary business and is left out.
-- Grain of the result: one document of a cluster of two or more. Limits tried: 1, 2, 2.5, 3, 5, 7.5 x 10^k of the major unit.
-- Amounts in minor units (hundredths). Cost: one scan; only documents in a band are joined further.
--   under: 0 the band just under the limit; 1 and 2: control bands of the same width below and above, to learn which limits are real
WITH doc AS (
  SELECT row_no, doc_id, supplier_id, currency, amount_gross AS amount, coalesce(posting_date, invoice_date) AS day, invoice_no, po_no, entered_by, approved_by,
    CAST(floor(log10(amount_gross)) AS INTEGER) AS power
  FROM invoice WHERE doc_type = 'invoice' AND amount_gross >= 90000 AND coalesce(posting_date, invoice_date) IS NOT NULL
),
scaled AS (SELECT *, amount / pow(10, power) AS lead FROM doc),
-- lead runs from 1 to 10: the band under 10 serves the limit 1 of the next power
band AS (
  SELECT lim, under, lim * CASE under WHEN 0 THEN 1 - $1 WHEN 1 THEN 1 - 2 * $1 ELSE 1 END AS lo, lim * CASE under WHEN 0 THEN 1 WHEN 1 THEN 1 - $1 ELSE 1 + $1 END AS hi
  FROM (VALUES (1.0), (2.0), (2.5), (3.0), (5.0), (7.5), (10.0)) l(lim), (VALUES (0), (1), (2)) u(under)
  WHERE CASE under WHEN 2 THEN lim < 10 ELSE lim > 1 END
),
banded AS (
  SELECT s.*, b.lim * pow(10, power) AS limit_amount, b.under FROM scaled s JOIN band b ON s.lead >= b.lo AND s.lead < b.hi
),
-- neighbours first: most documents have none near in time and are dropped before anything is counted
near AS (
  SELECT *, day - lag(day) OVER w AS since, lead(day) OVER w - day AS until
  FROM banded WINDOW w AS (PARTITION BY supplier_id, currency, limit_amount, under ORDER BY day, row_no)
  QUALIFY since <= $2 OR until <= $2
),
numbered AS (
  SELECT *, sum(CASE WHEN since <= $2 THEN 0 ELSE 1 END) OVER (
    PARTITION BY supplier_id, currency, limit_amount, under ORDER BY day, row_no ROWS UNBOUNDED PRECEDING) AS cluster
  FROM near
),
cluster AS (
  SELECT supplier_id, currency, limit_amount, under, cluster, max(day) - min(day) AS span_days, count(*) AS members,
    count(DISTINCT coalesce(invoice_no, doc_id)) AS numbers, count(DISTINCT entered_by) AS clerks, count(DISTINCT approved_by) AS approvers
  FROM numbered GROUP BY ALL HAVING members BETWEEN 2 AND $3 AND numbers >= 2 AND span_days <= 2 * $2 + 1
),
pace AS (
  SELECT supplier_id, currency, limit_amount, under, count(*) AS in_band
  FROM banded SEMI JOIN cluster USING (supplier_id, currency, limit_amount, under) GROUP BY ALL
)
SELECT n.doc_id, n.supplier_id, n.currency, n.amount, CAST(n.limit_amount AS BIGINT) AS limit_amount, n.under, n.cluster, n.day, n.invoice_no, n.po_no,
  n.entered_by, n.approved_by, c.members, p.in_band, c.clerks, c.approvers
FROM numbered n JOIN cluster c USING (supplier_id, currency, limit_amount, under, cluster) JOIN pace p USING (supplier_id, currency, limit_amount, under)
ORDER BY n.supplier_id, n.currency, n.limit_amount, n.under, n.cluster, n.row_no
