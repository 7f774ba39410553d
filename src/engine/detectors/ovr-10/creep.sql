-- Series whose amount rises in many small steps and never falls. Inputs: recurring (series.sql), invoice; $1 the largest step, as a share.
-- Grain of the result: one series. Amounts in minor units. excess: what was billed above the first amount, one rise a year of the usual step allowed.
-- series, climbing: how many series there are, and how many of them rise at least half as often.
WITH shape AS (
  SELECT supplier_id, entity, currency, word, count(*) AS n, min(pace) AS pace, max(day) - min(day) AS days,
    count(*) FILTER (amount > before) AS rises, count(*) FILTER (amount < before) AS falls,
    coalesce(max(amount / before) FILTER (amount > before), 1) AS largest_step, arg_min(amount, day) AS first_amount, arg_max(amount, day) AS last_amount,
    min(day) AS first_day, max(day) AS last_day
  FROM recurring GROUP BY ALL
),
creeping AS (
  SELECT * FROM shape WHERE falls = 0 AND rises >= 4 AND largest_step <= 1 + $1 AND last_amount >= 1.05 * first_amount AND rises > 2 + 1.5 * days / 365.0
)
SELECT c.*, (SELECT count(*) FROM shape) AS series, (SELECT count(*) FROM shape s WHERE s.falls <= 1 AND s.rises >= 3) AS climbing,
  (SELECT sum(greatest(0, r.amount - c.first_amount * pow(c.largest_step, floor((r.day - c.first_day) / 365))))::BIGINT FROM recurring r
    WHERE r.supplier_id = c.supplier_id AND r.entity = c.entity AND r.currency = c.currency AND r.word = c.word) AS excess,
  (SELECT list(i.doc_id ORDER BY r.day, r.row_no) FROM recurring r JOIN invoice i USING (row_no)
    WHERE r.supplier_id = c.supplier_id AND r.entity = c.entity AND r.currency = c.currency AND r.word = c.word AND r.amount > r.before) AS docs
FROM creeping c
ORDER BY c.supplier_id, c.entity, c.currency, c.word
