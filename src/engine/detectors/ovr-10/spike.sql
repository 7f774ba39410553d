-- One member of a series of equal amounts is higher, and the next is as always. Inputs: recurring (series.sql), invoice; $1 least rise, as a share.
-- Grain of the result: one document. Amounts in minor units. usual_n, n: members with the usual amount, and all members of the series.
-- The bill stands in its own place of the pace: one more in between is another contract. What comes weekly is labour or goods, which vary.
-- Twice or three times the usual amount is two or three periods on one bill: left out. credited: the supplier took the difference back.
WITH by_amount AS (
  SELECT supplier_id, entity, currency, word, amount, count(*) AS times, min(pace) AS pace FROM recurring GROUP BY supplier_id, entity, currency, word, amount
),
-- of amounts equally common the least, so that nothing hangs on the order of rows
counted AS (
  SELECT supplier_id, entity, currency, word, (list(amount ORDER BY times DESC, amount))[1] AS usual, max(times) AS usual_n, sum(times) AS n, count(*) AS amounts, min(pace) AS pace
  FROM by_amount GROUP BY supplier_id, entity, currency, word HAVING amounts <= 1 + n / 4.0 AND pace >= 20
),
high AS (
  SELECT r.row_no, r.supplier_id, r.entity, r.currency, r.word, r.amount, r.day, c.usual, c.n, c.usual_n
  FROM recurring r JOIN counted c USING (supplier_id, entity, currency, word)
  WHERE c.usual_n >= 0.75 * c.n AND r.before = c.usual AND r.after = c.usual AND r.amount >= (1 + $1) * c.usual
    AND r.gap BETWEEN 0.75 * c.pace AND 1.3 * c.pace AND r.next_gap BETWEEN 0.75 * c.pace AND 1.3 * c.pace
    AND abs(r.amount / c.usual - round(r.amount / c.usual)) > 0.02
)
SELECT h.*, i.doc_id, i.description, (SELECT count(*) FROM counted) AS series, (SELECT count(*) FROM high) AS spikes,
  EXISTS (SELECT 1 FROM invoice c WHERE c.supplier_id = h.supplier_id AND c.amount_gross < 0 AND abs(coalesce(c.amount_net, c.amount_gross)) BETWEEN h.amount - h.usual - 1 AND h.amount - h.usual + 1) AS credited
FROM high h JOIN invoice i USING (row_no)
ORDER BY h.row_no
