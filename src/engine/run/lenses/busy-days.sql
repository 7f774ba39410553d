-- Days with far more than usual (STA-10). Input: invoice. Grain: one day and currency, at least three times the median of its weekday. One grouping by day.
WITH day AS (
  SELECT coalesce(posting_date, invoice_date) AS day, currency, count(*) AS documents, sum(amount_gross)::BIGINT AS total FROM invoice WHERE amount_gross > 0 AND coalesce(posting_date, invoice_date) IS NOT NULL GROUP BY ALL
),
usual AS (SELECT isodow(day) AS dow, currency, median(total) AS usual FROM day GROUP BY ALL HAVING count(*) >= 10)
SELECT d.day, d.currency, d.documents, d.total AS "totalMinor", d.total / u.usual AS "timesUsual"
FROM day d JOIN usual u ON u.dow = isodow(d.day) AND u.currency = d.currency WHERE u.usual > 0 AND d.total >= 3 * u.usual ORDER BY "timesUsual" DESC, d.day, d.currency LIMIT 15
