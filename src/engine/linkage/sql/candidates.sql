-- Pairs of debits worth comparing: joins on hashed keys, never all against all.
-- In: doc. Out: candidate(a, b) with a posted before b, capped(block, docs): documents in blocks too big to compare in full.
-- Cost: linear in the ledger; blocks above the cap are compared with their neighbours by date only.

CREATE OR REPLACE TEMP TABLE delay_usual AS
SELECT coalesce(quantile_disc(delay, 0.95), 9999) AS p95, coalesce(quantile_disc(delay, 0.02), -9999) AS p02 FROM doc;

-- a document that does not look like the supplier's next ordinary bill
CREATE OR REPLACE TEMP TABLE odd AS
SELECT d FROM doc, delay_usual
WHERE off > 3 OR n_shape < 4 OR n_shape < 0.05 * n_s OR delay > p95 OR delay < p02;

CREATE OR REPLACE TEMP TABLE key_value (block UTINYINT, h UBIGINT, d BIGINT);
-- 1: same number, any amount
INSERT INTO key_value SELECT 1, hash(f, fold), d FROM doc WHERE length(fold) >= 2 AND n_no_all > 1;
-- 2: one of the longer runs of digits equal: prefix, suffix, year, separators
INSERT INTO key_value SELECT 2, hash(f, run), d FROM (
  SELECT f, d, unnest(list_distinct(list_transform(regexp_extract_all(key, '[0-9]{3,}'), x -> ltrim(x, '0')))) AS run FROM doc)
WHERE length(run) >= 3;
-- 3: same amount; every member with every other while the amount is rare at this supplier
INSERT INTO key_value SELECT 3, hash(f, amt), d FROM doc WHERE n_amt_f > 1;
-- 4: net of one is the gross of another that has no tax
INSERT INTO key_value SELECT 4, hash(f, net), d FROM doc WHERE tax > 0 AND net <> amt
UNION ALL SELECT 4, hash(f, amt), d FROM doc WHERE tax = 0;
-- 5: same number and amount at any supplier
INSERT INTO key_value SELECT 5, hash(fold, amt), d FROM doc WHERE length(fold) >= 4 AND n_no_families > 1;
-- 6: number at one edit, amount equal: deletion neighbourhood, for amounts that are common at the supplier
INSERT INTO key_value SELECT 6, hash(f, amt, part), d FROM (
  SELECT f, amt, d, unnest(list_distinct(list_append(
    list_transform(range(1, length(fold)::BIGINT + 1), i -> concat(left(fold, (i - 1)::INTEGER), substr(fold, (i + 1)::INTEGER))), fold))) AS part
  FROM doc WHERE n_amt_f > 1 AND length(fold) BETWEEN 4 AND 24);
-- 7: same date and the amounts look alike: digits swapped, shifted, pence dropped
INSERT INTO key_value SELECT 7, hash(f, iday, list_sort(string_split(rtrim(amt::VARCHAR, '0'), ''))), d FROM doc WHERE d0 > 0;

-- 8: same amount, day and month perhaps swapped
INSERT INTO key_value SELECT 8, hash(f, amt, year, least(day, month), greatest(day, month)), d FROM (
  SELECT f, amt, d, iday, extract(year FROM DATE '1970-01-01' + iday) AS year, extract(day FROM DATE '1970-01-01' + iday) AS day, extract(month FROM DATE '1970-01-01' + iday) AS month FROM doc WHERE n_amt_f > 1)
WHERE day <= 12 AND day <> month;

-- 9: date equal and amount equal but for pence
INSERT INTO key_value SELECT 9, hash(f, iday, amt // 200), d FROM doc WHERE d0 > 0
UNION ALL SELECT 9, hash(f, iday, (amt + 100) // 200), d FROM doc WHERE d0 > 0;

-- Several slips at once (number, date and amount): amounts alike on any date near, while that is rare at this supplier.
-- Asked of odd documents only, so that the keys of all others are looked up and not kept. 10: equal but for pence; 11: the same digits
INSERT INTO key_value
WITH alike AS (
  SELECT 10 AS block, hash(f, amt // 200) AS h, d FROM doc WHERE n_s > 1 AND amt >= 1000
  UNION ALL SELECT 10, hash(f, (amt + 100) // 200), d FROM doc WHERE n_s > 1 AND amt >= 1000
  UNION ALL SELECT 11, hash(f, list_sort(string_split(rtrim(amt::VARCHAR, '0'), ''))), d FROM doc WHERE n_s > 1 AND amt >= 10000)
SELECT block, h, d FROM alike WHERE (block, h) IN (SELECT (block, h) FROM alike SEMI JOIN odd USING (d));

CREATE OR REPLACE TEMP TABLE shared AS
SELECT block, h, count(*) AS docs FROM key_value GROUP BY block, h HAVING count(*) > 1;

CREATE OR REPLACE TEMP TABLE member AS
SELECT k.block, k.h, k.d, shared.docs FROM key_value k JOIN shared USING (block, h);
DROP TABLE key_value;
CREATE OR REPLACE TEMP TABLE capped AS
SELECT block, sum(docs)::BIGINT AS docs FROM shared WHERE docs > 12 AND block IN (1, 5, 6) GROUP BY block;

CREATE OR REPLACE TEMP TABLE candidate AS
WITH paired AS (
  SELECT x.d AS a, y.d AS b, x.block FROM member x JOIN member y ON x.block = y.block AND x.h = y.h AND x.d < y.d
  WHERE x.docs <= CASE x.block WHEN 2 THEN 8 WHEN 4 THEN 6 WHEN 5 THEN 6 WHEN 8 THEN 4 WHEN 9 THEN 5 WHEN 10 THEN 6 WHEN 11 THEN 6 ELSE 12 END
), dated AS (
  SELECT a, b FROM paired JOIN doc x ON x.d = a JOIN doc y ON y.d = b LEFT JOIN odd p ON p.d = a LEFT JOIN odd q ON q.d = b
  WHERE (block IN (1, 5, 6, 8) OR (block = 2 AND x.amt = y.amt) OR x.iday IS NULL OR y.iday IS NULL OR abs(x.iday - y.iday) <= 45
         OR x.delay < 0 OR y.delay < 0) -- a bill dated after its posting is dated wrongly
    -- two ordinary bills whose numbers say nothing are not worth a look
    AND (block IN (1, 2, 5) OR p.d IS NOT NULL OR q.d IS NOT NULL OR x.off IS NULL OR y.off IS NULL
         OR CASE WHEN block <> 6 THEN false WHEN length(x.fold) <> length(y.fold) THEN true
                 ELSE list_sort(string_split(x.fold, '')) = list_sort(string_split(y.fold, '')) END)
    -- amounts that are merely alike need numbers that are, too
    AND (block NOT IN (10, 11) OR (x.amt <> y.amt AND (p.d IS NOT NULL OR q.d IS NOT NULL) AND abs(length(x.fold) - length(y.fold)) <= 4
         AND (contains(x.fold, y.fold) OR contains(y.fold, x.fold) OR damerau_levenshtein(x.fold, y.fold) <= 2)))
    -- nor are amounts that have nothing to do with each other, but for one number posted twice on different days
    AND CASE WHEN x.amt = y.amt OR block IN (4, 7, 11) OR (block = 1 AND x.pday IS DISTINCT FROM y.pday) OR abs(x.amt - y.amt) <= 500
                  OR (x.tax = 0 AND x.amt = y.net) OR (y.tax = 0 AND y.amt = x.net) THEN true
             ELSE damerau_levenshtein(rtrim(x.amt::VARCHAR, '0'), rtrim(y.amt::VARCHAR, '0')) <= 1 END
), beside AS ( -- big blocks: an odd document with its neighbours by date, or any two of the same day and number
  SELECT m.block, m.d, doc.iday, odd.d IS NOT NULL AS is_odd, m.h
  FROM member m JOIN doc USING (d) LEFT JOIN odd USING (d) WHERE m.block IN (1, 3) AND m.docs > 12
), next_to AS (
  SELECT d AS x, unnest([lead(d, 1) OVER w, lead(d, 2) OVER w, lead(d, 3) OVER w]) AS y,
         is_odd, unnest([lead(is_odd, 1) OVER w, lead(is_odd, 2) OVER w, lead(is_odd, 3) OVER w]) AS is_odd2,
         iday, unnest([lead(iday, 1) OVER w, lead(iday, 2) OVER w, lead(iday, 3) OVER w]) AS iday2, block
  FROM beside WINDOW w AS (PARTITION BY block, h ORDER BY iday, d)
)
SELECT DISTINCT least(a, b) AS a, greatest(a, b) AS b FROM (
  SELECT a, b FROM dated
  UNION ALL
  SELECT x, y FROM next_to
  WHERE y IS NOT NULL AND (iday IS NULL OR iday2 IS NULL OR abs(iday - iday2) <= 45)
    AND (is_odd OR is_odd2 OR (block = 1 AND iday IS NOT DISTINCT FROM iday2)));
DROP TABLE member; DROP TABLE shared;
