-- Payments outside the payment runs that were also made unusually fast for the supplier. Inputs: payment, invoice; $1 fewest other payments of the supplier.
-- Grain of the result: one payment of one document. Amounts in minor units. A payment is off cycle when it belongs to no run where others do,
-- or is alone in a run where runs are large, or was made on a weekday on which this company hardly pays by that method. Cards and direct debits have no runs of ours.
--   off_n, off_of: payments off cycle among those of the method; days, usual_days: from posting to payment, and the supplier's median; faster: of the
--   supplier's others, paid as fast; larger: of the supplier's others, as large or larger; off_others: the supplier's other payments off cycle
-- Narrow rows carry only numbers: texts are read for the few that are left.
WITH paid AS (
  SELECT row_no, supplier_id, coalesce(entity, '') AS entity, lower(coalesce(method, '')) AS method, paid_on, amount, doc_id, run_id FROM payment
  WHERE amount > 0 AND paid_on IS NOT NULL AND doc_id IS NOT NULL AND NOT regexp_matches(lower(coalesce(method, '')), 'card|direct|debit|lastschrift|cash')
),
run AS (SELECT run_id, count(*) AS size FROM paid WHERE run_id IS NOT NULL GROUP BY run_id),
method AS (
  SELECT p.method, count(*) AS n, count(p.run_id) AS in_runs, median(r.size) AS usual_size FROM paid p LEFT JOIN run r USING (run_id) GROUP BY p.method
),
weekday AS (
  SELECT entity, method, isodow(paid_on) AS dow, count(*) AS n, sum(count(*)) OVER (PARTITION BY entity, method) AS of FROM paid GROUP BY entity, method, isodow(paid_on)
),
off AS (
  SELECT p.*, CASE
      WHEN p.run_id IS NULL AND m.in_runs >= 0.95 * m.n THEN 'no-run'
      WHEN r.size = 1 AND m.usual_size >= 10 THEN 'alone-in-run'
      WHEN w.of >= 200 AND w.n <= 0.01 * w.of THEN 'odd-weekday' END AS why
  FROM paid p JOIN method m USING (method) LEFT JOIN run r USING (run_id) JOIN weekday w ON w.entity = p.entity AND w.method = p.method AND w.dow = isodow(p.paid_on)
),
off_count AS (SELECT method, count(*) FILTER (why IS NOT NULL) AS off_n, count(*) AS off_of FROM off GROUP BY method),
suspect AS (SELECT DISTINCT supplier_id FROM off WHERE why IS NOT NULL),
timed AS (
  SELECT o.row_no, o.supplier_id, o.doc_id, o.paid_on, o.amount, o.method, o.why, o.paid_on - coalesce(i.posting_date, i.invoice_date) AS days, i.entered_by, i.approved_by, i.currency
  FROM off o SEMI JOIN suspect USING (supplier_id) JOIN invoice i ON i.doc_id = o.doc_id AND i.supplier_id = o.supplier_id
),
habit AS (SELECT supplier_id, count(*) AS n, median(days) AS usual_days, count(*) FILTER (why IS NOT NULL) AS off_all FROM timed GROUP BY supplier_id HAVING n > $1)
SELECT t.row_no, t.doc_id, t.supplier_id, t.currency, t.amount, t.paid_on, t.why, t.days, h.usual_days, h.n - 1 AS others, h.off_all - 1 AS off_others, c.off_n, c.off_of,
  coalesce(t.entered_by = t.approved_by, false) AS one_hand,
  (SELECT count(*) FROM timed o WHERE o.supplier_id = t.supplier_id AND o.row_no <> t.row_no AND o.days <= t.days) AS faster,
  (SELECT count(*) FROM timed o WHERE o.supplier_id = t.supplier_id AND o.row_no <> t.row_no AND o.amount >= t.amount) AS larger
FROM timed t JOIN habit h USING (supplier_id) JOIN off_count c USING (method)
WHERE t.why IS NOT NULL AND t.days >= 0 AND t.days <= 0.25 * h.usual_days
ORDER BY t.row_no
