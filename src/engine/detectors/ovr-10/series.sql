-- Bills that come at a regular pace: one row per bill of a series, in the temporary table recurring.
-- Input: invoice; $1 least members of a series. A series is what one supplier bills one company in one currency under one first word of the text.
-- Amounts in minor units, net where known (a change of the tax rate is no change of price). Cost: one group over all, one sort over the rest.
CREATE OR REPLACE TEMP TABLE recurring AS
WITH doc AS (
  SELECT row_no, supplier_id, coalesce(entity, '') AS entity, currency, split_part(lower(coalesce(description, '')), ' ', 1) AS word,
    coalesce(amount_net, amount_gross) AS amount, coalesce(invoice_date, posting_date) AS day
  FROM invoice WHERE doc_type = 'invoice' AND amount_gross > 0
),
likely AS (
  SELECT supplier_id, entity, currency, word FROM doc WHERE day IS NOT NULL AND amount > 0
  GROUP BY ALL HAVING count(*) BETWEEN $1 AND 300 AND max(amount) <= 4 * min(amount) AND max(day) - min(day) BETWEEN 6 * count(*) AND 100 * count(*)
),
placed AS (
  SELECT d.*, day - lag(day) OVER w AS gap, lag(amount) OVER w AS before, lead(amount) OVER w AS after
  FROM doc d SEMI JOIN likely USING (supplier_id, entity, currency, word) WHERE day IS NOT NULL AND amount > 0
  WINDOW w AS (PARTITION BY supplier_id, entity, currency, word ORDER BY day, row_no)
),
paced AS (SELECT supplier_id, entity, currency, word, median(gap) AS pace FROM placed GROUP BY ALL HAVING pace >= 5),
regular AS (
  SELECT p.supplier_id, p.entity, p.currency, p.word, min(pace) AS pace
  FROM placed p JOIN paced c USING (supplier_id, entity, currency, word)
  GROUP BY ALL HAVING count(*) FILTER (gap BETWEEN 0.75 * pace AND 1.3 * pace) >= 0.8 * count(gap)
)
SELECT p.row_no, p.supplier_id, p.entity, p.currency, p.word, p.amount, p.day, p.before, p.after, r.pace, p.gap,
  lead(p.gap) OVER (PARTITION BY p.supplier_id, p.entity, p.currency, p.word ORDER BY p.day, p.row_no) AS next_gap
FROM placed p JOIN regular r USING (supplier_id, entity, currency, word)
