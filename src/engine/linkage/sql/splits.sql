-- One bill posted whole and once more in two parts: two parts posted on one day that add up to a third document.
-- An amount that is on very many documents is not looked for. One of the parts at least is not the supplier's next ordinary bill: of a kind or place of its
-- own, or under a number that is there more than once.
-- In: doc. Out: split(whole, p1, p2). Parts must share a run of digits of their numbers, or date and text.

CREATE OR REPLACE TEMP MACRO digits_of(key) AS ltrim(regexp_replace(key, '[^0-9]', '', 'g'), '0');

CREATE OR REPLACE TEMP TABLE part_key AS
WITH posted_together AS (SELECT f, pday FROM doc GROUP BY f, pday HAVING count(*) > 1 AND bool_or(is_odd OR n_no > 1)),
part AS (SELECT d, f, pday, cur, amt, iday, txt, po, no, key, is_odd OR n_no > 1 AS asked FROM doc SEMI JOIN posted_together ON doc.f = posted_together.f AND doc.pday IS NOT DISTINCT FROM posted_together.pday)
SELECT hash(f, pday, cur, run) AS h, d, f, amt, cur, asked FROM (
  SELECT d, f, pday, cur, amt, asked, unnest(runs_of(no, key)) AS run FROM part)
WHERE run <> ''
UNION ALL SELECT hash(f, pday, cur, iday, txt), d, f, amt, cur, asked FROM part WHERE txt IS NOT NULL AND iday IS NOT NULL
UNION ALL SELECT hash(f, pday, cur, txt, po), d, f, amt, cur, asked FROM part WHERE txt IS NOT NULL AND pday IS NOT NULL;

-- A table of its own, so that the next join is planned knowing how few they are.
CREATE OR REPLACE TEMP TABLE part_pair AS
WITH small AS (SELECT h FROM part_key GROUP BY h HAVING count(*) BETWEEN 2 AND 12 AND bool_or(asked)),
member AS (SELECT part_key.* FROM part_key JOIN small USING (h))
SELECT DISTINCT x.f, x.d AS p1, y.d AS p2, x.amt + y.amt AS total, x.cur
FROM member x JOIN member y ON x.h = y.h AND x.d < y.d WHERE x.asked OR y.asked;
DROP TABLE part_key;

-- The whole by its amount while that is not on very many documents; and by its number, which a part extends by up to three characters, with a slip of pence.
CREATE OR REPLACE TEMP TABLE part_whole AS
WITH stem AS (
  SELECT d, f, hash(left(fold, length(fold) - cut)) AS number FROM (
    SELECT d, f, fold, unnest([1, 2, 3]) AS cut FROM doc WHERE d IN (SELECT p1 FROM part_pair UNION SELECT p2 FROM part_pair) AND n_no <= 2)
  WHERE length(fold) - cut >= 3
), named AS (
  SELECT DISTINCT stem.d AS part, w.d AS whole, w.amt, w.cur FROM stem JOIN (SELECT d, f, amt, cur, hash(fold) AS number FROM doc WHERE n_no <= 4) w USING (f, number) WHERE w.d <> stem.d
), whole AS (
  SELECT w.d AS whole, p1, p2 FROM part_pair parts JOIN doc w ON w.f = parts.f AND w.amt = parts.total AND w.cur = parts.cur WHERE w.n_amt <= 400
  UNION
  SELECT named.whole, p1, p2 FROM (SELECT p1, p2, total, cur, unnest([p1, p2]) AS part FROM part_pair) parts JOIN named USING (part) WHERE named.cur = parts.cur AND abs(named.amt - total) <= 100 AND named.whole <> p1 AND named.whole <> p2
)
SELECT whole, p1, p2, w.iday, w.fold, w.key, w.n_amt FROM whole JOIN doc w ON w.d = whole;
DROP TABLE part_pair;

CREATE OR REPLACE TEMP TABLE split AS
WITH part AS (SELECT d, no, iday, fold, key FROM doc WHERE d IN (SELECT p1 FROM part_whole UNION SELECT p2 FROM part_whole))
SELECT DISTINCT w.whole, w.p1, w.p2
FROM part_whole w JOIN part x ON x.d = p1 JOIN part y ON y.d = p2
-- the parts must carry the number of the whole, or nearly, unless the date is the same and the amount is rare
WHERE coalesce(least(abs(w.iday - x.iday), abs(w.iday - y.iday)) <= 60, true) AND x.no IS DISTINCT FROM y.no
  AND (left(x.fold, greatest(4, length(w.fold) - 2)) = left(w.fold, greatest(4, length(w.fold) - 2)) OR left(y.fold, greatest(4, length(w.fold) - 2)) = left(w.fold, greatest(4, length(w.fold) - 2))
       OR contains(x.fold, digits_of(w.key)) OR contains(w.fold, digits_of(x.key)) OR contains(y.fold, digits_of(w.key)) OR contains(w.fold, digits_of(y.key))
       OR (w.n_amt <= 2 AND w.iday = x.iday));
DROP TABLE part_whole;
