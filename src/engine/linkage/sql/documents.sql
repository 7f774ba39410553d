-- What is known of each posted debit beside the others of its supplier, and what is usual for its supplier.
-- In: doc_number, again, supplier_key, ledger_usual(p02, p95). Out: doc (grain: one posted debit), usual (grain: one supplier record). Asks for nothing outside the document's family.
-- Cost: a few sorts of the ledger.

-- Series of numbers of one shape.
CREATE OR REPLACE TEMP TABLE series AS
SELECT s, form, count(*)::INTEGER AS n_shape, row_number() OVER ()::INTEGER AS series, regexp_replace(min(shape), '[^A9]', '', 'g') AS bare
FROM doc_number WHERE shape IS NOT NULL GROUP BY s, form;

-- Counts by hash aggregation (each is one pass) rather than windows (each is a sort); what is there once is left out.
CREATE OR REPLACE TEMP TABLE by_amt AS SELECT s, amt, count(*)::INTEGER AS n_amt FROM doc_number GROUP BY s, amt HAVING count(*) > 1;
CREATE OR REPLACE TEMP TABLE by_no AS SELECT s, number, count(*)::INTEGER AS n_no FROM again GROUP BY s, number HAVING count(*) > 1;

CREATE OR REPLACE TEMP TABLE amount_reach AS
SELECT d, count(*) OVER (PARTITION BY s, amt ORDER BY iday RANGE BETWEEN CURRENT ROW AND CURRENT ROW)::INTEGER - 1 AS k0,
       count(*) OVER (PARTITION BY s, amt ORDER BY iday RANGE BETWEEN 7 PRECEDING AND 7 FOLLOWING)::INTEGER - 1 AS k7,
       count(*) OVER (PARTITION BY s, amt ORDER BY iday RANGE BETWEEN 40 PRECEDING AND 40 FOLLOWING)::INTEGER - 1 AS k40
FROM doc_number SEMI JOIN by_amt USING (s, amt) WHERE iday IS NOT NULL;
-- documents under the same number on the same date, and more than two weeks away
CREATE OR REPLACE TEMP TABLE number_reach AS
SELECT s, count(*) OVER (PARTITION BY s, number ORDER BY iday RANGE BETWEEN CURRENT ROW AND CURRENT ROW)::INTEGER AS n_no_day,
       (n_no - count(*) OVER (PARTITION BY s, number ORDER BY iday RANGE BETWEEN 14 PRECEDING AND 14 FOLLOWING))::INTEGER AS n_no_far
FROM doc_number JOIN by_no USING (s, number) WHERE iday IS NOT NULL;
CREATE OR REPLACE TEMP TABLE by_reach AS
SELECT s, count(*) FILTER (n_no_far > 0)::INTEGER AS reused, count(*) FILTER (n_no_day > 1)::INTEGER AS split_coded FROM number_reach GROUP BY s;
DROP TABLE number_reach;

-- Does the number sit among numbers of about the same date? off = days outside the dates of its neighbours by number.
CREATE OR REPLACE TEMP TABLE place AS
SELECT d,
       CASE WHEN gap > 50 + 3 * spread THEN greatest(off, 99) ELSE off END::INTEGER AS off, NULL::INTEGER AS run_off, false AS known
FROM (
  SELECT d,
         greatest(0, min(iday) OVER lower_no - iday, iday - max(iday) OVER higher_no) AS off,
         -- the other way round: is the number far outside those of its neighbours by date?
         greatest(0, least(min(value) OVER earlier, min(value) OVER later) - value,
                  value - greatest(max(value) OVER earlier, max(value) OVER later)) AS gap,
         greatest(max(value) OVER earlier, max(value) OVER later) - least(min(value) OVER earlier, min(value) OVER later) AS spread
  FROM doc_number JOIN series USING (s, form)
  WHERE value IS NOT NULL AND iday IS NOT NULL AND n_shape >= 6
  WINDOW lower_no AS (PARTITION BY series ORDER BY value, iday, d ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING),
         higher_no AS (PARTITION BY series ORDER BY value, iday, d ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING),
         earlier AS (PARTITION BY series ORDER BY iday, d ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING),
         later AS (PARTITION BY series ORDER BY iday, d ROWS BETWEEN 1 FOLLOWING AND 3 FOLLOWING));

-- Numbers of a shape that the supplier hardly uses. Known: a usual shape with something added or dropped at an end.
CREATE OR REPLACE TEMP TABLE rare_number AS
WITH usual_shape AS (SELECT DISTINCT s, bare FROM series WHERE n_shape >= 4),
ends AS (SELECT series, s, unnest([bare, bare[:-2], bare[2:], bare || 'A', 'A' || bare]) AS bare FROM series WHERE n_shape < 4),
known AS (SELECT DISTINCT series FROM ends JOIN usual_shape USING (s, bare))
SELECT d, s, series IN (SELECT series FROM known) AS known FROM doc_number JOIN series USING (s, form) WHERE n_shape < 4
UNION ALL SELECT d, s, false FROM doc_number WHERE shape IS NULL;

-- The fit of such numbers by their longest run of digits: a suffix or prefix does not make a number odd.
INSERT INTO place
WITH run AS (
  SELECT d, s, iday,
         try_cast(CASE WHEN regexp_full_match(key, '[A-Z]*[0-9]+[A-Z]*') THEN regexp_extract(key, '[0-9]+')
                       WHEN regexp_matches(key, '[0-9]') THEN list_reduce(regexp_extract_all(key, '[0-9]+'), (x, y) -> CASE WHEN length(y) >= length(x) THEN y ELSE x END) END AS BIGINT) AS run
  FROM doc_number WHERE iday IS NOT NULL AND s IN (SELECT s FROM rare_number)
), run_fit AS (
SELECT d, CASE WHEN gap > 50 + 3 * spread THEN greatest(off, 99) ELSE off END::INTEGER AS off FROM (
  SELECT d,
         greatest(0, min(iday) OVER lower_run - iday, iday - max(iday) OVER higher_run) AS off,
         greatest(0, least(min(run) OVER earlier, min(run) OVER later) - run, run - greatest(max(run) OVER earlier, max(run) OVER later)) AS gap,
         greatest(max(run) OVER earlier, max(run) OVER later) - least(min(run) OVER earlier, min(run) OVER later) AS spread
  FROM run WHERE run < 1000000000000000
  WINDOW lower_run AS (PARTITION BY s ORDER BY run, iday, d ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING),
         higher_run AS (PARTITION BY s ORDER BY run, iday, d ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING),
         earlier AS (PARTITION BY s ORDER BY iday, d ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING),
         later AS (PARTITION BY s ORDER BY iday, d ROWS BETWEEN 1 FOLLOWING AND 3 FOLLOWING)))
SELECT d, NULL, run_fit.off, known FROM rare_number LEFT JOIN run_fit USING (d);
DROP TABLE rare_number;

CREATE OR REPLACE TEMP TABLE doc AS
WITH by_s AS (SELECT s, count(*)::INTEGER AS n_s FROM doc_number GROUP BY s),
by_amt_f AS (
  SELECT f, amt, count(*)::INTEGER AS n_amt_f FROM doc_number
  WHERE f IN (SELECT f FROM supplier_key GROUP BY f HAVING count(*) > 1) GROUP BY f, amt HAVING count(*) > 1),
by_txt AS (SELECT s, txt, count(*)::INTEGER AS n_txt FROM doc_number WHERE txt IS NOT NULL GROUP BY s, txt HAVING count(*) > 1),
by_po AS (SELECT s, po, count(*)::INTEGER AS n_po FROM doc_number WHERE po IS NOT NULL GROUP BY s, po HAVING count(*) > 1),
by_day AS (SELECT s, iday, count(*)::INTEGER - 1 AS d0 FROM doc_number WHERE iday IS NOT NULL GROUP BY s, iday HAVING count(*) > 1)
SELECT *, NOT is_odd AND off IS NOT NULL AS ordinary FROM (
SELECT x.* EXCLUDE (shape, form, number, value), n_s, coalesce(n_shape, 0) AS n_shape, coalesce(n_amt, 1) AS n_amt,
       CASE WHEN number IS NULL THEN 0 ELSE coalesce(n_no, 1) END AS n_no, CASE WHEN txt IS NULL THEN 0 ELSE coalesce(n_txt, 1) END AS n_txt,
       CASE WHEN po IS NULL THEN 0 ELSE coalesce(n_po, 1) END AS n_po, coalesce(d0, 0) AS d0, coalesce(n_amt_f, n_amt, 1) AS n_amt_f, x.number IN (SELECT number FROM again) AS repeated,
       off, run_off, coalesce(known, false) AS known,
       coalesce(k0, 0) AS k0, coalesce(k7, 0) AS k7, coalesce(k40, 0) AS k40,
       -- does not look like the supplier's next ordinary bill
       coalesce(off > 3, false) OR coalesce(n_shape, 0) < 4 OR n_shape < 0.05 * n_s OR coalesce(delay > p95 OR delay < p02, false) AS is_odd
FROM doc_number x JOIN by_s USING (s) LEFT JOIN series USING (s, form) LEFT JOIN by_amt USING (s, amt) LEFT JOIN by_amt_f USING (f, amt)
LEFT JOIN by_no USING (s, number) LEFT JOIN by_txt USING (s, txt) LEFT JOIN by_po USING (s, po)
LEFT JOIN by_day USING (s, iday) LEFT JOIN amount_reach USING (d) LEFT JOIN place USING (d), ledger_usual);
DROP TABLE doc_number; DROP TABLE series; DROP TABLE by_amt; DROP TABLE by_no; DROP TABLE amount_reach; DROP TABLE place;

-- What two neighbouring (by date) documents of one supplier have in common although they are different documents; and what it has by itself.
CREATE OR REPLACE TEMP TABLE usual AS
WITH pair AS (
  SELECT s, ent, lead(ent) OVER w AS ent2, po, lead(po) OVER w AS po2, txt, lead(txt) OVER w AS txt2, fold, lead(fold) OVER w AS fold2, row_number() OVER w AS rank
  FROM doc WINDOW w AS (PARTITION BY s ORDER BY iday, d)
), beside AS (
  SELECT s,
       count(ent2)::INTEGER AS pairs,
       count(*) FILTER (ent = ent2)::INTEGER AS same_ent,
       count(*) FILTER (po IS NOT NULL AND po2 IS NOT NULL)::INTEGER AS both_po,
       count(*) FILTER (po = po2)::INTEGER AS same_po,
       count(*) FILTER (txt IS NOT NULL AND txt2 IS NOT NULL)::INTEGER AS both_txt,
       count(*) FILTER (txt = txt2)::INTEGER AS same_txt,
       -- of the first documents only: an edit distance each is dear
       count(fold2) FILTER (rank <= 120)::INTEGER AS near_of,
       count(*) FILTER (edit = 'dropped')::INTEGER AS near_dropped,
       count(*) FILTER (edit = 'digit')::INTEGER AS near_digit,
       count(*) FILTER (edit = 'swapped')::INTEGER AS near_swapped
  FROM (
    SELECT *, CASE WHEN rank > 120 OR fold2 IS NULL OR abs(length(fold) - length(fold2)) > 1 THEN NULL
                   WHEN length(fold) <> length(fold2) THEN CASE WHEN levenshtein(fold, fold2) = 1 THEN 'dropped' END
                   WHEN fold = '' THEN NULL
                   WHEN hamming(fold, fold2) = 1 THEN 'digit'
                   WHEN hamming(fold, fold2) = 2 AND damerau_levenshtein(fold, fold2) = 1 THEN 'swapped' END AS edit FROM pair)
  GROUP BY s
), alone AS (
  SELECT s, count(*)::INTEGER AS n,
       count(po)::INTEGER AS with_po, coalesce(sum(n_po - 1) FILTER (n_po > 1), 0)::DOUBLE AS sum_po,
       count(off)::INTEGER AS fit_n,
       count(*) FILTER (off <= 5)::INTEGER AS fit_ok,
       count(*) FILTER (n_shape < 4 AND CASE WHEN known THEN coalesce(run_off, 0) > 98 ELSE coalesce(run_off, 99) > 5 END)::INTEGER AS odd_shape,
       sum(k0)::DOUBLE AS sum_k0, sum(k7)::DOUBLE AS sum_k7, sum(k40)::DOUBLE AS sum_k40,
       sum(n_amt - 1)::DOUBLE AS sum_same, sum(d0)::DOUBLE AS sum_d0
  FROM doc GROUP BY s
)
SELECT s, n, pairs, same_ent, both_po, same_po, with_po, sum_po, both_txt, same_txt, fit_n, fit_ok, odd_shape, coalesce(reused, 0) AS reused, coalesce(split_coded, 0) AS split_coded,
       sum_k0, sum_k7, sum_k40, sum_same, sum_d0, near_of, near_dropped, near_digit, near_swapped
FROM alone JOIN beside USING (s) LEFT JOIN by_reach USING (s);
DROP TABLE by_reach;
