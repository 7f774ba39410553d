-- What linkage must know of the whole ledger before families are compared apart from each other.
-- In: doc_number, again. Out: ledger_usual (one row), stranger_pair(a, b) with a posted before b, stranger (grain: a document of such a pair), stranger_capped(docs).
-- Of each document it asks family, number, amount and days alone.

CREATE OR REPLACE TEMP TABLE ledger_usual AS
WITH bound AS (SELECT quantile_disc(delay, 0.005) AS b0, quantile_disc(delay, 0.9) AS b1, quantile_disc(delay, 0.97) AS b2,
                      quantile_disc(delay, 0.99) AS b3 FROM doc_number)
SELECT count(*) AS docs, quantile_disc(iday, 0.001) AS first_day, quantile_disc(iday, 0.999) AS last_day,
       min(b0) AS b0, min(b1) AS b1, min(b2) AS b2, min(b3) AS b3,
       avg((delay < b0)::INTEGER) AS early, avg((delay BETWEEN b0 AND b1)::INTEGER) AS usual,
       avg((delay > b1 AND delay <= b2)::INTEGER) AS slow, avg((delay > b2 AND delay <= b3)::INTEGER) AS late,
       avg((delay > b3)::INTEGER) AS very_late,
       -- outside these a document is odd (candidates.sql)
       coalesce(quantile_disc(delay, 0.95), 9999) AS p95, coalesce(quantile_disc(delay, 0.02), -9999) AS p02
FROM doc_number, bound;

-- Same number and amount at any supplier: block 5 of candidates.sql.
CREATE OR REPLACE TEMP TABLE stranger_key AS
SELECT hash(fold, amt) AS h, d, amt, families
FROM doc_number JOIN (SELECT number, count(DISTINCT f)::INTEGER AS families FROM again GROUP BY number HAVING count(DISTINCT f) > 1) USING (number)
WHERE length(fold) >= 4;
CREATE OR REPLACE TEMP TABLE stranger_shared AS SELECT h, count(*) AS docs FROM stranger_key GROUP BY h HAVING count(*) > 1;
CREATE OR REPLACE TEMP TABLE stranger_pair AS
SELECT x.d AS a, y.d AS b FROM stranger_key x JOIN stranger_shared USING (h) JOIN stranger_key y ON y.h = x.h AND x.d < y.d WHERE docs <= 6;
CREATE OR REPLACE TEMP TABLE stranger_capped AS SELECT sum(docs) AS docs FROM stranger_shared WHERE docs > 12 HAVING count(*) > 0;

-- Families that use its number, documents of its amount.
CREATE OR REPLACE TEMP TABLE stranger AS
WITH named AS (SELECT a AS d FROM stranger_pair UNION SELECT b FROM stranger_pair),
of_pair AS (SELECT d, amt, families FROM stranger_key JOIN named USING (d)),
by_amt AS (SELECT amt, count(*)::INTEGER AS n_amt_all FROM doc_number SEMI JOIN of_pair USING (amt) GROUP BY amt)
SELECT d, families AS n_no_families, n_amt_all FROM of_pair JOIN by_amt USING (amt);
DROP TABLE stranger_key; DROP TABLE stranger_shared;
