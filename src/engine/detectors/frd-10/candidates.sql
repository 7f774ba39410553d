-- Invoices of one supplier that lie just under one approval limit, close together in time.
-- Input: invoice; $1 width of the band under a limit as a share, $2 longest time between neighbours in days,
-- $3 most parts of one purchase. A long chain of such invoices is the supplier's ordinary business and is left out.
-- Grain of the result: one document of a cluster of two or more just under a limit; then one row per limit and control band. Limits tried: 1, 2, 2.5, 3, 5, 7.5 x 10^k of the major unit.
-- Amounts in minor units (hundredths). Cost: one scan; only documents in a band are joined further.
--   under: 0 the band just under the limit; 1 and 2: control bands of the same width below and above, to learn which limits are real
WITH doc AS (
  SELECT row_no, supplier_id, currency, amount_gross AS amount, coalesce(posting_date, invoice_date) AS day, pow(10, floor(log10(amount_gross))) AS scale
  FROM invoice WHERE doc_type = 'invoice' AND amount_gross >= 90000 AND coalesce(posting_date, invoice_date) IS NOT NULL
),
-- lead runs from 1 to 10: the band under 10 serves the limit 1 of the next power
scaled AS (SELECT *, amount / scale AS lead FROM doc),
leads AS (
  SELECT *, CASE
    WHEN lead >= 10 * (1 - $1) AND lead < 10 THEN 10
    WHEN lead >= 7.5 * (1 - $1) AND lead < 7.5 THEN 7.5
    WHEN lead >= 5 * (1 - $1) AND lead < 5 THEN 5
    WHEN lead >= 3 * (1 - $1) AND lead < 3 THEN 3
    WHEN lead >= 2.5 * (1 - $1) AND lead < 2.5 THEN 2.5
    WHEN lead >= 2 * (1 - $1) AND lead < 2 THEN 2
  END AS just_under, CASE
    WHEN lead >= 10 * (1 - 2 * $1) AND lead < 10 * (1 - $1) THEN 10
    WHEN lead >= 7.5 * (1 - 2 * $1) AND lead < 7.5 * (1 - $1) THEN 7.5
    WHEN lead >= 5 * (1 - 2 * $1) AND lead < 5 * (1 - $1) THEN 5
    WHEN lead >= 3 * (1 - 2 * $1) AND lead < 3 * (1 - $1) THEN 3
    WHEN lead >= 2.5 * (1 - 2 * $1) AND lead < 2.5 * (1 - $1) THEN 2.5
    WHEN lead >= 2 * (1 - 2 * $1) AND lead < 2 * (1 - $1) THEN 2
  END AS below, CASE
    WHEN lead >= 7.5 AND lead < 7.5 * (1 + $1) THEN 7.5
    WHEN lead >= 5 AND lead < 5 * (1 + $1) THEN 5
    WHEN lead >= 3 AND lead < 3 * (1 + $1) THEN 3
    WHEN lead >= 2.5 AND lead < 2.5 * (1 + $1) THEN 2.5
    WHEN lead >= 2 AND lead < 2 * (1 + $1) THEN 2
    WHEN lead >= 1 AND lead < 1 * (1 + $1) THEN 1
  END AS above
  FROM scaled
),
banded AS MATERIALIZED (
  SELECT row_no, supplier_id, currency, amount, day, just_under * scale AS limit_amount, 0 AS under FROM leads WHERE just_under IS NOT NULL
  UNION ALL SELECT row_no, supplier_id, currency, amount, day, below * scale, 1 FROM leads WHERE below IS NOT NULL
  UNION ALL SELECT row_no, supplier_id, currency, amount, day, above * scale, 2 FROM leads WHERE above IS NOT NULL
),
-- neighbours first: most documents have none near in time and are dropped before anything is counted
near AS (
  SELECT *, day - lag(day) OVER w AS since, lead(day) OVER w - day AS until
  FROM banded WINDOW w AS (PARTITION BY supplier_id, currency, limit_amount, under ORDER BY day, row_no)
  QUALIFY since <= $2 OR until <= $2
),
numbered AS (
  SELECT n.*, i.doc_id, i.invoice_no, i.po_no, i.entered_by, i.approved_by, sum(CASE WHEN since <= $2 THEN 0 ELSE 1 END) OVER (
    PARTITION BY n.supplier_id, n.currency, limit_amount, under ORDER BY day, row_no ROWS UNBOUNDED PRECEDING) AS cluster
  FROM near n JOIN invoice i USING (row_no)
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
SELECT n.doc_id, n.supplier_id, n.currency, n.amount, CAST(n.limit_amount AS BIGINT) AS limit_amount, n.under, n.cluster, n.invoice_no, n.po_no,
  n.entered_by, n.approved_by, c.members, p.in_band, c.clerks, c.approvers, n.row_no
FROM numbered n JOIN cluster c USING (supplier_id, currency, limit_amount, under, cluster) JOIN pace p USING (supplier_id, currency, limit_amount, under)
WHERE n.under = 0
UNION ALL
-- of the control bands only the number of clusters of one hand is needed: one row each, without a document
SELECT NULL, '', '', 0, CAST(limit_amount AS BIGINT), under, 0, NULL, NULL, NULL, NULL, count(*), 0, 1, 1, 0
FROM cluster WHERE under > 0 AND clerks <= 1 AND approvers <= 1 GROUP BY limit_amount, under
ORDER BY supplier_id, currency, limit_amount, under, cluster, row_no
