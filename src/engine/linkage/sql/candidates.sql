-- Pairs of debits worth comparing: joins on hashed keys, never all against all.
-- In: doc. Out: candidate(a, b) with a posted before b, capped(f, block, docs): documents in blocks too big to compare in full.
-- Every key leads with the family: families are compared apart from each other. Across them see survey.sql.
-- Cost: linear in the ledger; blocks above the cap are compared with their neighbours by date only.

-- Of each block only what can make a pair is kept: keys of two documents up to the block's cap, and what is compared whatever the size.
CREATE OR REPLACE TEMP TABLE member (block UTINYINT, h UBIGINT, d BIGINT, docs BIGINT);
CREATE OR REPLACE TEMP TABLE capped (f INTEGER, block UTINYINT, docs BIGINT);

-- 1: same number, any amount
CREATE OR REPLACE TEMP TABLE key_value AS SELECT hash(f, fold) AS h, d, f FROM doc WHERE length(fold) >= 2 AND repeated;
CREATE OR REPLACE TEMP TABLE shared AS SELECT h, min(f) AS f, count(*) AS docs FROM key_value GROUP BY h HAVING count(*) > 1;
INSERT INTO member SELECT 1, h, d, docs FROM key_value JOIN shared USING (h);
INSERT INTO capped SELECT f, 1, sum(docs) FROM shared WHERE docs > 12 GROUP BY f;
-- 2: one of the longer runs of digits equal: prefix, suffix, year, separators, which may stand between digits
CREATE OR REPLACE TEMP MACRO runs_of(no, key) AS list_distinct(list_transform(
  CASE WHEN length(no) <> length(key) AND regexp_matches(no, '[0-9][^A-Za-z0-9]+[0-9]') THEN list_concat(regexp_extract_all(key, '[0-9]{3,}'), regexp_extract_all(no, '[0-9]{3,}'))
       ELSE regexp_extract_all(key, '[0-9]{3,}') END,
  x -> ltrim(x, '0')));
CREATE OR REPLACE TEMP TABLE key_value AS
SELECT hash(f, run) AS h, d FROM (
  -- digits alone, as many numbers are, are one run
  SELECT f, d, ltrim(key, '0') AS run FROM doc WHERE ltrim(key, '0123456789') = '' AND length(no) = length(key)
  UNION ALL SELECT f, d, unnest(runs_of(no, key)) FROM doc WHERE ltrim(key, '0123456789') <> '' OR length(no) <> length(key))
WHERE length(run) >= 3;
INSERT INTO member SELECT 2, h, d, docs FROM key_value JOIN (SELECT h, count(*) AS docs FROM key_value GROUP BY h HAVING count(*) BETWEEN 2 AND 8) USING (h);
-- 3: same amount; every member with every other while the amount is rare at this supplier
INSERT INTO member SELECT 3, hash(f, amt), d, n_amt_f FROM doc WHERE n_amt_f > 1;
-- 4: net of one is the gross of another that has no tax
CREATE OR REPLACE TEMP TABLE key_value AS
SELECT hash(f, net) AS h, d, ordinary FROM doc WHERE tax > 0 AND net <> amt UNION ALL SELECT hash(f, amt), d, ordinary FROM doc WHERE tax = 0;
INSERT INTO member SELECT 4, h, d, docs FROM key_value JOIN (SELECT h, count(*) AS docs FROM key_value GROUP BY h HAVING count(*) BETWEEN 2 AND 6 AND NOT bool_and(ordinary)) USING (h);
-- 5, same number and amount at any supplier, is in survey.sql.
-- 6: number at one edit, amount equal: deletion neighbourhood, for amounts that are common at the supplier; rare ones are compared in full anyway
CREATE OR REPLACE TEMP MACRO deletions(fold) AS list_distinct(list_append(
  list_transform(range(1, length(fold)::BIGINT + 1), i -> concat(left(fold, (i - 1)::INTEGER), substr(fold, (i + 1)::INTEGER))), fold));
CREATE OR REPLACE TEMP TABLE key_value AS SELECT hash(f, amt, part) AS h, d, f FROM (
  SELECT f, amt, d, unnest(deletions(fold)) AS part FROM doc WHERE n_amt_f > 12 AND length(fold) BETWEEN 4 AND 24);
CREATE OR REPLACE TEMP TABLE shared AS SELECT h, min(f) AS f, count(*) AS docs FROM key_value GROUP BY h HAVING count(*) > 1;
INSERT INTO member SELECT 6, h, d, docs FROM key_value JOIN shared USING (h) WHERE docs <= 12;
INSERT INTO capped SELECT f, 6, sum(docs) FROM shared WHERE docs > 12 GROUP BY f;
-- 7: same date and the amounts look alike: digits swapped, shifted, pence dropped
CREATE OR REPLACE TEMP TABLE key_value AS SELECT hash(f, iday, list_sort(string_split(replace(amt::VARCHAR, '0', ''), ''))) AS h, d, ordinary FROM doc WHERE d0 > 0;
INSERT INTO member SELECT 7, h, d, docs FROM key_value JOIN (SELECT h, count(*) AS docs FROM key_value GROUP BY h HAVING count(*) BETWEEN 2 AND 12 AND NOT bool_and(ordinary)) USING (h);
-- 8: same amount, day and month perhaps swapped
CREATE OR REPLACE TEMP TABLE key_value AS SELECT hash(f, amt, year, least(day, month), greatest(day, month)) AS h, d, ordinary FROM (
  SELECT f, amt, d, ordinary, iday, extract(year FROM DATE '1970-01-01' + iday) AS year, extract(day FROM DATE '1970-01-01' + iday) AS day, extract(month FROM DATE '1970-01-01' + iday) AS month FROM doc WHERE n_amt_f > 1)
WHERE day <= 12 AND day <> month;
INSERT INTO member SELECT 8, h, d, docs FROM key_value JOIN (SELECT h, count(*) AS docs FROM key_value GROUP BY h HAVING count(*) BETWEEN 2 AND 4 AND NOT bool_and(ordinary)) USING (h);
-- 9: date equal and amount equal but for pence
CREATE OR REPLACE TEMP TABLE key_value AS
SELECT hash(f, iday, amt // 200) AS h, d, ordinary FROM doc WHERE d0 > 0 UNION ALL SELECT hash(f, iday, (amt + 100) // 200), d, ordinary FROM doc WHERE d0 > 0;
INSERT INTO member SELECT 9, h, d, docs FROM key_value JOIN (SELECT h, count(*) AS docs FROM key_value GROUP BY h HAVING count(*) BETWEEN 2 AND 5 AND NOT bool_and(ordinary)) USING (h);
-- Several slips at once (number, date and amount): amounts alike on any date near, while that is rare at this supplier.
-- Asked of odd documents only. 10: equal but for pence; 11: the same digits
CREATE OR REPLACE TEMP TABLE key_value AS
SELECT hash(f, amt // 200) AS h, d, is_odd FROM doc WHERE n_s > 1 AND amt >= 1000 UNION ALL SELECT hash(f, (amt + 100) // 200), d, is_odd FROM doc WHERE n_s > 1 AND amt >= 1000;
INSERT INTO member SELECT 10, h, d, docs FROM key_value JOIN (SELECT h, count(*) AS docs FROM key_value GROUP BY h HAVING count(*) BETWEEN 2 AND 6 AND bool_or(is_odd)) USING (h);
CREATE OR REPLACE TEMP TABLE key_value AS
SELECT hash(f, list_sort(string_split(rtrim(amt::VARCHAR, '0'), ''))) AS h, d, is_odd FROM doc WHERE n_s > 1 AND amt >= 10000;
INSERT INTO member SELECT 11, h, d, docs FROM key_value JOIN (SELECT h, count(*) AS docs FROM key_value GROUP BY h HAVING count(*) BETWEEN 2 AND 6 AND bool_or(is_odd)) USING (h);
DROP TABLE key_value; DROP TABLE shared;
-- 13: a text that the supplier hardly writes otherwise, amounts alike
INSERT INTO member SELECT 13, hash(s, txt), d, n_txt FROM doc
WHERE n_txt BETWEEN 2 AND 12 AND (s, txt) IN (SELECT (asked.s, asked.txt) FROM doc asked WHERE asked.is_odd AND asked.n_txt BETWEEN 2 AND 12);
-- 12: an order that a dozen documents name at most: amounts alike, whatever the numbers say
INSERT INTO member SELECT 12, hash(s, po), d, n_po FROM doc
WHERE n_po BETWEEN 2 AND 12 AND (s, po) IN (SELECT (asked.s, asked.po) FROM doc asked WHERE NOT asked.ordinary AND asked.n_po BETWEEN 2 AND 12);

-- What the pairs are judged by first: no texts.
CREATE OR REPLACE TEMP TABLE bare AS
SELECT m.block, m.h, m.d, m.docs, doc.amt, doc.iday, doc.pday, coalesce(doc.delay < 0, false) AS misdated, is_odd, ordinary,
       CASE WHEN doc.tax = 0 THEN doc.amt END AS untaxed, doc.net
FROM member m JOIN doc USING (d) WHERE m.docs <= 12; -- of blocks 1 and 3 there are greater ones

-- Two slips where amounts are common: an odd document with an amount of its own beside a common one that differs by pence, or beside another of its day
-- that differs in one digit. Their numbers must be alike, or their texts the same.
CREATE OR REPLACE TEMP TABLE alone AS SELECT d, f, amt, iday, delay <= 0 AS undated, txt, d0 FROM doc WHERE is_odd AND amt >= 1000 AND n_amt_f <= 2;
CREATE OR REPLACE TEMP TABLE beside_common AS
SELECT d, x.f, common.amt FROM (SELECT d, f, amt, amt // 100 + unnest([-1, 0, 1]) AS cent FROM alone) x
JOIN (SELECT f, amt, min(n_amt_f) AS docs FROM doc WHERE n_amt_f >= 5 AND f IN (SELECT f FROM alone) GROUP BY f, amt) common ON common.f = x.f AND common.amt // 100 = x.cent
WHERE common.amt <> x.amt AND abs(common.amt - x.amt) <= 100 QUALIFY sum(docs) OVER (PARTITION BY d) <= 400;
CREATE OR REPLACE TEMP TABLE slip AS
SELECT x.d AS x, y.d AS y, CASE WHEN x.txt = y.txt AND y.n_txt <= 40 THEN 0 ELSE 3 END AS asks
FROM beside_common JOIN alone x USING (d) JOIN doc y ON y.f = beside_common.f AND y.amt = beside_common.amt
WHERE x.iday IS NULL OR y.iday IS NULL OR abs(x.iday - y.iday) <= 45 OR x.undated
UNION ALL
SELECT x.d, y.d, 3 FROM alone x JOIN doc y ON y.f = x.f AND y.iday = x.iday AND y.amt <> x.amt
WHERE x.d0 <= 60 AND least(x.amt, y.amt) >= 5000 AND x.amt % 1000 <> 0 AND rtrim(abs(x.amt - y.amt)::VARCHAR, '0') IN ('1', '2', '3', '4', '5', '6', '7', '8', '9');
DROP TABLE alone; DROP TABLE beside_common;

-- What is still asked of the numbers of a pair before it is compared. 0: nothing. 1 and 2: one edit apart (block 6, here for rare amounts), 1 not
-- by replaced characters. 3: alike. 4: not one edit apart by replaced characters. Two ordinary bills whose numbers say nothing are not worth a look.
-- Amounts one edit apart: an edit distance is worked out only where lengths and places allow for one.
CREATE OR REPLACE TEMP MACRO one_edit(x, y) AS
  CASE WHEN abs(length(x) - length(y)) > 1 THEN false WHEN length(x) <> length(y) THEN levenshtein(x, y) = 1
       WHEN hamming(x, y) > 2 THEN false ELSE damerau_levenshtein(x, y) <= 1 END;
CREATE OR REPLACE TEMP TABLE paired AS
SELECT a, b, min(asks) AS asks FROM (
  SELECT a, b,
         CASE WHEN block IN (10, 11) THEN CASE WHEN near AND not_equal AND odd THEN 3 END
              WHEN block IN (1, 2) THEN CASE WHEN near OR block <> 2 OR NOT not_equal THEN 0 WHEN odd THEN 3 END
              WHEN block = 6 THEN CASE WHEN ordinary THEN 4 ELSE 0 END
              WHEN block IN (8, 12, 13) THEN CASE WHEN NOT ordinary THEN 0 END
              WHEN NOT ordinary THEN CASE WHEN near THEN 0 WHEN block = 3 THEN CASE WHEN docs <= 4 THEN 3 ELSE 2 END END
              WHEN block = 3 THEN 1 END AS asks
  FROM (
    SELECT x.d AS a, y.d AS b, x.block, x.docs, x.amt <> y.amt AS not_equal, x.is_odd OR y.is_odd AS odd, x.ordinary AND y.ordinary AS ordinary,
           -- a bill dated after its posting is dated wrongly
           x.iday IS NULL OR y.iday IS NULL OR abs(x.iday - y.iday) <= 45 OR x.misdated OR y.misdated AS near
    FROM bare x JOIN bare y ON x.block = y.block AND x.h = y.h AND x.d < y.d
    -- amounts that have nothing to do with each other are not compared, but for one number posted twice on different days
    WHERE CASE WHEN x.amt = y.amt OR x.block IN (4, 7, 11) OR (x.block = 1 AND x.pday IS DISTINCT FROM y.pday) OR abs(x.amt - y.amt) <= 500
                    OR x.untaxed = y.net OR y.untaxed = x.net THEN true
               ELSE one_edit(rtrim(x.amt::VARCHAR, '0'), rtrim(y.amt::VARCHAR, '0')) END)
  UNION ALL SELECT least(x, y), greatest(x, y), asks FROM slip
) WHERE asks IS NOT NULL GROUP BY a, b;
DROP TABLE bare; DROP TABLE slip;

-- Only now texts, of the documents that are asked about: their letters in order tell whether one number is the other with characters moved.
CREATE OR REPLACE TEMP TABLE spelled AS
SELECT d, fold, length(fold) AS size, hash(list_sort(string_split(fold, ''))) AS letters
FROM doc WHERE d IN (SELECT a FROM paired WHERE asks > 0 UNION SELECT b FROM paired WHERE asks > 0);

CREATE OR REPLACE TEMP TABLE candidate AS
WITH asked AS (
  SELECT a, b FROM paired JOIN spelled x ON x.d = a JOIN spelled y ON y.d = b WHERE asks > 0 AND
    CASE asks
      WHEN 3 THEN abs(x.size - y.size) <= 4 AND (contains(x.fold, y.fold) OR contains(y.fold, x.fold) OR damerau_levenshtein(x.fold, y.fold) <= 2)
      WHEN 4 THEN x.size <> y.size OR x.letters = y.letters
      ELSE x.size BETWEEN 4 AND 24 AND y.size BETWEEN 4 AND 24 AND
        CASE WHEN abs(x.size - y.size) > 1 THEN false
             WHEN x.size <> y.size THEN levenshtein(x.fold, y.fold) = 1
             WHEN asks = 1 AND x.letters <> y.letters THEN false
             WHEN hamming(x.fold, y.fold) <= 1 THEN true
             WHEN levenshtein(x.fold, y.fold) > 2 THEN false
             ELSE list_has_any(deletions(x.fold), deletions(y.fold)) END END
), beside AS ( -- big blocks: an odd document with its neighbours by date, or any two of the same day and number
  SELECT m.block, m.d, doc.iday, is_odd, m.h FROM member m JOIN doc USING (d) WHERE m.block IN (1, 3) AND m.docs > 12
), next_to AS (
  SELECT d AS x, unnest([lead(d, 1) OVER w, lead(d, 2) OVER w, lead(d, 3) OVER w]) AS y,
         is_odd, unnest([lead(is_odd, 1) OVER w, lead(is_odd, 2) OVER w, lead(is_odd, 3) OVER w]) AS is_odd2,
         iday, unnest([lead(iday, 1) OVER w, lead(iday, 2) OVER w, lead(iday, 3) OVER w]) AS iday2, block
  FROM beside WINDOW w AS (PARTITION BY block, h ORDER BY iday, d)
)
SELECT DISTINCT least(a, b) AS a, greatest(a, b) AS b FROM (
  SELECT a, b FROM paired WHERE asks = 0
  UNION ALL
  SELECT a, b FROM asked
  UNION ALL
  SELECT x, y FROM next_to
  WHERE y IS NOT NULL AND (iday IS NULL OR iday2 IS NULL OR abs(iday - iday2) <= 45)
    AND (is_odd OR is_odd2 OR (block = 1 AND iday IS NOT DISTINCT FROM iday2)));
DROP TABLE member; DROP TABLE paired; DROP TABLE spelled;
