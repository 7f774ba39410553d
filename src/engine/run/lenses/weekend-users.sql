-- Who enters documents at weekends more often than all do together (FRD-15). Input: invoice. Grain: one user of 50 documents or more. z: against the ledger's share; whoever works weekends by right is known to the reader.
WITH own AS (SELECT entered_by, count(*) AS n, count(*) FILTER (isodow(posting_date) >= 6) AS weekend FROM invoice WHERE entered_by IS NOT NULL AND posting_date IS NOT NULL GROUP BY entered_by),
ledger AS (SELECT sum(weekend) / sum(n) AS share FROM own)
SELECT entered_by AS "user", n AS documents, weekend, (weekend - n * share) / sqrt(greatest(0.5, n * share * (1 - share))) AS z
FROM own CROSS JOIN ledger WHERE n >= 50 AND weekend > n * share ORDER BY z DESC, entered_by LIMIT 15
