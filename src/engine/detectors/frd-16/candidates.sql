-- Suppliers that fell silent and came back.
-- Inputs: invoice, supplier_bank_change; $1 shortest silence in days, $2 days after the return that are looked at.
-- Grain of the result: one supplier, its longest silence. Amounts in minor units, days in days.
--   before_*: documents before the silence; after: documents within $2 days of the return; later: documents after those
--   after_staged: documents after the return whose text speaks of stages of one job
--   usual_days: the longest pause before the silence; changed_days_before: bank details changed so long before the return
WITH doc AS (
  SELECT supplier_id, coalesce(posting_date, invoice_date) AS day, row_no
  FROM invoice WHERE doc_type = 'invoice' AND amount_gross > 0 AND coalesce(posting_date, invoice_date) IS NOT NULL
),
-- one sort over the narrowest possible rows; everything else is read for the few suppliers with a silence
step AS MATERIALIZED (SELECT *, day - lag(day) OVER (PARTITION BY supplier_id ORDER BY day, row_no) AS pause FROM doc),
silence AS (
  SELECT supplier_id, arg_max(day, pause * 100000 + (day - DATE '1990-01-01')) AS back_on, max(pause) AS silent_days
  FROM step WHERE pause >= $1 GROUP BY supplier_id
),
tagged AS (
  SELECT s.supplier_id, s.day, s.row_no, s.pause, z.back_on, z.silent_days, i.doc_id, i.currency, i.amount_gross AS amount,
    regexp_matches(lower(coalesce(i.description, '')), 'stage|instal+ment|application for payment|interim|valuation|retention|abschlag|acompte') AS staged,
    CASE WHEN s.day < z.back_on THEN 'before' WHEN s.day <= z.back_on + CAST($2 AS INTEGER) THEN 'after' ELSE 'later' END AS era
  FROM step s JOIN silence z USING (supplier_id) JOIN invoice i USING (row_no)
),
era AS (
  SELECT supplier_id, min(back_on) AS back_on, min(silent_days) AS silent_days, min(currency) AS currency,
    count(*) FILTER (era = 'before') AS before, count(*) FILTER (era = 'later') AS later,
    max(day) FILTER (era = 'before') - min(day) FILTER (era = 'before') AS before_days,
    coalesce(max(pause) FILTER (era = 'before'), 0) AS usual_days, count(DISTINCT date_trunc('month', day)) FILTER (era = 'before') AS before_months,
    list(amount ORDER BY amount) FILTER (era = 'before') AS before_amounts,
    list(amount ORDER BY row_no) FILTER (era = 'after') AS after_amounts,
    list(doc_id ORDER BY row_no) FILTER (era = 'after') AS after_docs, count(*) FILTER (era = 'after' AND staged) AS after_staged
  FROM tagged GROUP BY supplier_id
),
change AS (
  SELECT c.supplier_id, min(e.back_on - c.changed_on) AS changed_days_before FROM supplier_bank_change c JOIN era e USING (supplier_id)
  WHERE c.changed_on BETWEEN e.back_on - 60 AND e.back_on + CAST($2 AS INTEGER) GROUP BY c.supplier_id
)
SELECT e.*, c.changed_days_before
FROM era e LEFT JOIN change c USING (supplier_id)
ORDER BY e.supplier_id
