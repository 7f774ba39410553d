-- Amounts just under a round limit (FRD-11): the tenth below it against the tenths on either side. Input: invoice. Grain: one limit and currency.
-- Limits: 1, 2, 2.5, 3, 5, 7.5 x 10^k of the major unit from 500 up. beside: mean of the two neighbouring bands. One scan into bands of a hundredth.
WITH band AS (
  SELECT currency, power(10, floor(log10(amount_gross)))::BIGINT AS scale, floor(amount_gross * 100 / power(10, floor(log10(amount_gross))))::INTEGER AS lead, count(*) AS n
  FROM invoice WHERE doc_type = 'invoice' AND amount_gross >= 10000 GROUP BY ALL
),
-- one line of values for all powers: lead 100 to 999 of a power, as hundredths
"limit" AS (SELECT DISTINCT b.currency, b.scale, l.lead, (b.scale * l.lead / 100)::BIGINT AS limit_minor FROM band b CROSS JOIN (VALUES (100), (200), (250), (300), (500), (750)) l(lead) WHERE b.scale * l.lead / 100 >= 50000),
counted AS (
  SELECT l.currency, l.limit_minor, coalesce(sum(n) FILTER (value >= 0.9 AND value < 1), 0) AS under, coalesce(sum(n) FILTER (value >= 0.8 AND value < 0.9 OR value >= 1 AND value < 1.1), 0) / 2.0 AS beside
  FROM "limit" l JOIN (SELECT currency, scale * lead / 100.0 AS low, n FROM band) b ON b.currency = l.currency AND b.low >= 0.8 * l.limit_minor AND b.low < 1.1 * l.limit_minor CROSS JOIN LATERAL (SELECT b.low / l.limit_minor AS value) v
  GROUP BY ALL
)
SELECT limit_minor AS "limitMinor", currency, under::INTEGER AS under, beside, (under - beside) / sqrt(beside) AS z FROM counted WHERE beside >= 10 AND under > beside ORDER BY z DESC, limit_minor, currency LIMIT 15
