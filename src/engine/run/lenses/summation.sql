-- Summation (STA-05): what the amounts of each pair of first digits add up to, in the currency with most documents. Input: invoice. Grain: one pair of digits. One scan.
WITH main AS (SELECT currency FROM invoice WHERE amount_gross >= 1000 GROUP BY currency ORDER BY count(*) DESC, currency LIMIT 1),
total AS (SELECT left(amount_gross::VARCHAR, 2)::INTEGER AS digits, currency, sum(amount_gross)::BIGINT AS "sumMinor" FROM invoice SEMI JOIN main USING (currency) WHERE amount_gross >= 1000 GROUP BY ALL)
SELECT digits, currency, "sumMinor", "sumMinor" / sum("sumMinor") OVER () AS share FROM total ORDER BY "sumMinor" DESC, digits LIMIT 15
