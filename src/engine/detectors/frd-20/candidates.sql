-- Suppliers whose bills of one month are many times those of the months before. Inputs: invoice, supplier_bank_change; $1 least multiple of the trailing mean,
-- $2 fewest months before. A supplier that was silent before is FRD-16's.
-- Grain of the result: one supplier, its steepest month and currency. Amounts in minor units, credits deducted.
--   usual: mean of the months before (months without bills count as nothing), most: the largest of them; later: value a month afterwards
--   surged, compared: suppliers with such a month, and all with enough months; the rest: signs among the documents of the month and before
WITH month AS (
  SELECT supplier_id, currency, date_trunc('month', coalesce(posting_date, invoice_date))::DATE AS month, sum(amount_gross)::BIGINT AS value, count(*) FILTER (doc_type = 'invoice') AS n
  FROM invoice WHERE coalesce(posting_date, invoice_date) IS NOT NULL GROUP BY ALL
),
-- the month and all before it: the mean over calendar months follows from the sums
run_up AS (
  SELECT *, sum(value) OVER w AS before, date_diff('month', max(month) OVER w, month) AS silent, max(value) OVER w AS most, count(*) OVER w AS active, date_diff('month', min(month) OVER w, month) AS months,
    sum(value) OVER (PARTITION BY supplier_id, currency) - sum(value) OVER (PARTITION BY supplier_id, currency ORDER BY month) AS after_value,
    date_diff('month', month, max(month) OVER ()) AS months_left
  FROM month
  WINDOW w AS (PARTITION BY supplier_id, currency ORDER BY month ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
judged AS (SELECT *, before / months AS usual FROM run_up WHERE months >= $2 AND active >= $2 AND before > 0 AND silent <= 3),
surge AS (
  SELECT * FROM judged WHERE n >= 3 AND value >= $1 * usual AND value >= 2 * most
  QUALIFY row_number() OVER (PARTITION BY supplier_id ORDER BY value / usual DESC, month, currency) = 1
),
doc AS (
  SELECT s.supplier_id, list(i.doc_id ORDER BY i.row_no)[1:50] AS docs, max(i.amount_gross) AS largest, count(*) AS n, count(i.po_no) AS with_order, count(DISTINCT i.approved_by) AS approvers, min(i.approved_by) AS approver,
    count(DISTINCT i.entered_by) AS clerks, min(i.entered_by) AS clerk, count(*) FILTER (coalesce(i.amount_net, i.amount_gross) % 10000 = 0) AS round
  FROM surge s JOIN invoice i ON i.supplier_id = s.supplier_id AND i.currency = s.currency AND i.doc_type = 'invoice' AND date_trunc('month', coalesce(i.posting_date, i.invoice_date)) = s.month
  GROUP BY s.supplier_id
),
history AS (
  SELECT s.supplier_id, count(*) AS past_n, count(i.po_no) AS past_order, count(*) FILTER (i.approved_by = d.approver) AS past_approver, count(*) FILTER (i.entered_by = d.clerk) AS past_clerk,
    count(*) FILTER (coalesce(i.amount_net, i.amount_gross) % 10000 = 0) AS past_round
  FROM surge s JOIN doc d USING (supplier_id) JOIN invoice i ON i.supplier_id = s.supplier_id AND i.doc_type = 'invoice' AND coalesce(i.posting_date, i.invoice_date) < s.month
  GROUP BY s.supplier_id
)
SELECT s.supplier_id, s.currency, s.month, s.value, s.usual::BIGINT AS usual, s.most, s.months, s.months_left, (s.after_value / greatest(1, s.months_left))::BIGINT AS later,
  d.docs, d.n, d.largest, d.with_order, d.approvers, d.approver, d.clerks, d.clerk, d.round, h.past_n, h.past_order, h.past_approver, h.past_clerk, h.past_round,
  (SELECT count(*) FROM surge) AS surged, (SELECT count(DISTINCT supplier_id) FROM judged) AS compared,
  (SELECT min(s.month - c.changed_on) FROM supplier_bank_change c WHERE c.supplier_id = s.supplier_id AND c.changed_on BETWEEN s.month - 60 AND s.month + 31) AS changed_days_before
FROM surge s JOIN doc d USING (supplier_id) JOIN history h USING (supplier_id)
ORDER BY s.supplier_id
