-- One bill posted whole and once more in two parts: two parts posted on one day that add up to a third document.
-- An amount that is on very many documents is not looked for.
-- In: doc. Out: split(whole, p1, p2). Parts must share a run of digits of their numbers, or date and text.

CREATE OR REPLACE TEMP TABLE part_key AS
SELECT hash(f, pday, cur, run) AS h, f, d, amt, iday, cur FROM (
  SELECT f, d, amt, pday, iday, cur, unnest(list_distinct(list_transform(regexp_extract_all(key, '[0-9]{3,}'), x -> ltrim(x, '0')))) AS run FROM doc)
WHERE run <> ''
UNION ALL SELECT hash(f, pday, cur, iday, txt), f, d, amt, iday, cur FROM doc WHERE txt IS NOT NULL AND iday IS NOT NULL
UNION ALL SELECT hash(f, pday, cur, txt, po), f, d, amt, iday, cur FROM doc WHERE txt IS NOT NULL AND pday IS NOT NULL;

CREATE OR REPLACE TEMP TABLE split AS
WITH small AS (SELECT h FROM part_key GROUP BY h HAVING count(*) BETWEEN 2 AND 12),
member AS (SELECT part_key.* FROM part_key JOIN small USING (h)),
parts AS (
  SELECT DISTINCT x.f, x.d AS p1, y.d AS p2, x.amt + y.amt AS total, x.cur, x.iday
  FROM member x JOIN member y ON x.h = y.h AND x.d < y.d
)
SELECT DISTINCT w.d AS whole, p1, p2
FROM parts JOIN doc w ON w.f = parts.f AND w.amt = parts.total AND w.cur = parts.cur
JOIN doc x ON x.d = p1 JOIN doc y ON y.d = p2
-- the parts must carry the number of the whole, or nearly, unless the date is the same and the amount is rare
WHERE w.n_amt <= 400 AND coalesce(abs(w.iday - parts.iday) <= 60, true) AND x.no IS DISTINCT FROM y.no
  AND (left(x.fold, greatest(4, length(w.fold) - 2)) = left(w.fold, greatest(4, length(w.fold) - 2)) OR left(y.fold, greatest(4, length(w.fold) - 2)) = left(w.fold, greatest(4, length(w.fold) - 2))
       OR contains(x.fold, w.digs) OR contains(w.fold, x.digs) OR contains(y.fold, w.digs) OR contains(w.fold, y.digs)
       OR (w.n_amt <= 2 AND w.iday = parts.iday));
DROP TABLE part_key;
