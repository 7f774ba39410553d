-- Every posted debit with the forms of its number, and what is usual for its supplier.
-- In: invoice, family_of(supplier_id, f). Out: doc (grain: one posted debit), usual (grain: one supplier record).
-- Amounts are minor units; days are whole days since 1970. Cost: a few sorts of the ledger.

CREATE OR REPLACE TEMP TABLE supplier_key AS
SELECT i.supplier_id, row_number() OVER (ORDER BY i.supplier_id) - 1 AS s,
       coalesce(any_value(f.f), -row_number() OVER (ORDER BY i.supplier_id)) AS f,
       -- collective accounts stand for many payees
       bool_or(regexp_matches(upper(coalesce(m.name, i.supplier_id)),
         '\b(REDACTED|PETTY CASH|SUNDRY|SUNDRIES|ONE[- ]?TIME|ONE[- ]?OFF|MISCELLANEOUS|VARIOUS|CPD|DIVERSE|CONFIDENTIAL|NAME WITHHELD)\b')) AS sundry
FROM (SELECT DISTINCT supplier_id FROM invoice) i LEFT JOIN family_of f USING (supplier_id) LEFT JOIN supplier m USING (supplier_id)
GROUP BY i.supplier_id;

CREATE OR REPLACE TEMP TABLE doc_base AS
SELECT i.row_no AS d, k.s::INTEGER AS s, k.f::INTEGER AS f, k.sundry,
       i.entity AS ent, i.currency AS cur,
       i.amount_gross AS amt, i.amount_net AS net, coalesce(i.amount_tax, 0) AS tax,
       (i.invoice_date - DATE '1970-01-01')::INTEGER AS iday,
       (i.posting_date - DATE '1970-01-01')::INTEGER AS pday,
       (i.posting_date - i.invoice_date)::INTEGER AS delay,
       i.invoice_no AS no,
       upper(regexp_replace(i.invoice_no, '[^A-Za-z0-9]', '', 'g')) AS key,
       i.po_no AS po, i.description AS txt, i.entered_by AS who
FROM invoice i JOIN supplier_key k USING (supplier_id)
WHERE i.amount_gross > 0 AND i.doc_type = 'invoice';

CREATE OR REPLACE TEMP TABLE doc_number AS
SELECT d, s, f, sundry, ent, cur, amt, net, tax, iday, pday, delay, no, po, txt, who, key,
       -- leading zeros of every run of digits dropped, then look-alike characters folded
       translate(regexp_replace(regexp_replace(upper(no), '(^|[^0-9])0+([0-9])', '\1\2', 'g'), '[^A-Z0-9]', '', 'g'), 'OILSBZ', '011582') AS fold,
       ltrim(regexp_replace(key, '[^0-9]', '', 'g'), '0') AS digs,
       regexp_replace(regexp_replace(upper(no), '[0-9]+', '9', 'g'), '[A-Z]+', 'A', 'g') AS shape
FROM doc_base;

-- Counts by hash aggregation (each is one pass) rather than windows (each is a sort); windows only where dates have reach.
CREATE OR REPLACE TEMP TABLE doc_series AS
WITH by_s AS (SELECT s, count(*)::INTEGER AS n_s FROM doc_number GROUP BY s),
by_shape AS (SELECT s, shape, count(*)::INTEGER AS n_shape FROM doc_number WHERE shape IS NOT NULL GROUP BY s, shape),
by_amt AS (SELECT s, amt, count(*)::INTEGER AS n_amt FROM doc_number GROUP BY s, amt),
by_no AS (SELECT s, fold, count(*)::INTEGER AS n_no FROM doc_number WHERE fold IS NOT NULL GROUP BY s, fold),
by_no_day AS (SELECT s, fold, iday, count(*)::INTEGER AS n_no_day FROM doc_number WHERE fold IS NOT NULL AND iday IS NOT NULL GROUP BY s, fold, iday),
by_no_all AS (SELECT fold, count(DISTINCT f)::INTEGER AS n_no_families, count(*)::INTEGER AS n_no_all FROM doc_number WHERE fold IS NOT NULL GROUP BY fold),
by_amt_f AS (SELECT f, amt, count(*)::INTEGER AS n_amt_f FROM doc_number GROUP BY f, amt),
by_amt_all AS (SELECT amt, count(*)::INTEGER AS n_amt_all FROM doc_number GROUP BY amt),
by_txt AS (SELECT s, txt, count(*)::INTEGER AS n_txt FROM doc_number WHERE txt IS NOT NULL GROUP BY s, txt),
by_day AS (SELECT s, iday, count(*)::INTEGER - 1 AS d0 FROM doc_number WHERE iday IS NOT NULL GROUP BY s, iday),
by_amt_day AS (SELECT s, amt, iday, count(*)::INTEGER - 1 AS k0 FROM doc_number WHERE iday IS NOT NULL GROUP BY s, amt, iday)
SELECT x.*,
       CASE WHEN length(x.digs) BETWEEN 1 AND 15 THEN x.digs::BIGINT END AS value,
       n_s, coalesce(n_shape, 0) AS n_shape, n_amt, coalesce(n_no, 0) AS n_no, coalesce(n_no_day, 0) AS n_no_day,
       coalesce(n_txt, 0) AS n_txt, coalesce(d0, 0) AS d0, coalesce(k0, 0) AS k0,
       coalesce(n_no_families, 0) AS n_no_families, coalesce(n_no_all, 0) AS n_no_all, n_amt_f, n_amt_all
FROM doc_number x JOIN by_s USING (s) LEFT JOIN by_shape USING (s, shape) JOIN by_amt USING (s, amt) LEFT JOIN by_no USING (s, fold)
LEFT JOIN by_no_day USING (s, fold, iday) LEFT JOIN by_txt USING (s, txt) LEFT JOIN by_day USING (s, iday)
LEFT JOIN by_amt_day USING (s, amt, iday)
LEFT JOIN by_no_all USING (fold) JOIN by_amt_all USING (amt) JOIN by_amt_f USING (f, amt);
DROP TABLE doc_base; DROP TABLE doc_number;

CREATE OR REPLACE TEMP TABLE amount_reach AS
SELECT d, count(*) OVER (PARTITION BY s, amt ORDER BY iday RANGE BETWEEN 7 PRECEDING AND 7 FOLLOWING)::INTEGER - 1 AS k7,
       count(*) OVER (PARTITION BY s, amt ORDER BY iday RANGE BETWEEN 40 PRECEDING AND 40 FOLLOWING)::INTEGER - 1 AS k40
FROM doc_series WHERE n_amt > 1 AND iday IS NOT NULL;
-- documents under the same number more than two weeks away
CREATE OR REPLACE TEMP TABLE number_reach AS
SELECT d, (n_no - count(*) OVER (PARTITION BY s, fold ORDER BY iday RANGE BETWEEN 14 PRECEDING AND 14 FOLLOWING))::INTEGER AS n_no_far
FROM doc_series WHERE n_no > 1 AND iday IS NOT NULL;

-- Does the number sit among numbers of about the same date? off = days outside the dates of its neighbours by number.
CREATE OR REPLACE TEMP TABLE doc_fit AS
SELECT d,
       CASE WHEN gap > 50 + 3 * spread THEN greatest(off, 99) ELSE off END::INTEGER AS off
FROM (
  SELECT d,
         greatest(0, min(iday) OVER lower_no - iday, iday - max(iday) OVER higher_no) AS off,
         -- the other way round: is the number far outside those of its neighbours by date?
         greatest(0, least(min(value) OVER earlier, min(value) OVER later) - value,
                  value - greatest(max(value) OVER earlier, max(value) OVER later)) AS gap,
         greatest(max(value) OVER earlier, max(value) OVER later) - least(min(value) OVER earlier, min(value) OVER later) AS spread
  FROM doc_series
  WHERE value IS NOT NULL AND iday IS NOT NULL AND n_shape >= 6
  WINDOW lower_no AS (PARTITION BY s, shape ORDER BY value, iday, d ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING),
         higher_no AS (PARTITION BY s, shape ORDER BY value, iday, d ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING),
         earlier AS (PARTITION BY s, shape ORDER BY iday, d ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING),
         later AS (PARTITION BY s, shape ORDER BY iday, d ROWS BETWEEN 1 FOLLOWING AND 3 FOLLOWING));

-- Numbers of a shape the supplier hardly uses, but which is a usual shape with something added or dropped at an end.
CREATE OR REPLACE TEMP TABLE known_shape AS
WITH bare AS (SELECT d, s, n_shape, regexp_replace(shape, '[^A9]', '', 'g') AS shape FROM doc_series),
usual_shape AS (SELECT DISTINCT s, shape FROM bare WHERE n_shape >= 4),
ends AS (
  SELECT d, s, unnest([shape, shape[:-2], shape[2:], shape || 'A', 'A' || shape]) AS shape FROM bare WHERE n_shape < 4)
SELECT DISTINCT d FROM ends JOIN usual_shape USING (s, shape);

-- The same for numbers of unusual shape, by their longest run of digits: a suffix or prefix does not make a number odd.
CREATE OR REPLACE TEMP TABLE run_fit AS
WITH run AS (
  SELECT d, s, shape, n_shape, iday,
         try_cast(list_reduce(regexp_extract_all(key, '[0-9]+'), (x, y) -> CASE WHEN length(y) >= length(x) THEN y ELSE x END) AS BIGINT) AS run
  FROM doc_series WHERE key SIMILAR TO '.*[0-9].*' AND iday IS NOT NULL
)
SELECT d, off FROM (
  SELECT d, n_shape,
         greatest(0, min(iday) OVER lower_run - iday, iday - max(iday) OVER higher_run)::INTEGER AS off
  FROM run WHERE run IS NOT NULL
  WINDOW lower_run AS (PARTITION BY s ORDER BY run, iday, d ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING),
         higher_run AS (PARTITION BY s ORDER BY run, iday, d ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING))
WHERE n_shape < 4;

CREATE OR REPLACE TEMP TABLE doc AS
SELECT x.*, fit.off, run_fit.off AS run_off, known_shape.d IS NOT NULL AS known,
       coalesce(k7, 0) AS k7, coalesce(k40, 0) AS k40, coalesce(n_no_far, 0) AS n_no_far, row_number() OVER (PARTITION BY x.s ORDER BY x.iday, x.d)::INTEGER AS rank_s
FROM doc_series x LEFT JOIN doc_fit fit USING (d) LEFT JOIN run_fit USING (d) LEFT JOIN known_shape USING (d)
LEFT JOIN amount_reach USING (d) LEFT JOIN number_reach USING (d);
DROP TABLE doc_series; DROP TABLE doc_fit; DROP TABLE amount_reach; DROP TABLE number_reach; DROP TABLE run_fit; DROP TABLE known_shape;

-- What two neighbouring (by date) documents of one supplier have in common although they are different documents.
CREATE OR REPLACE TEMP TABLE usual AS
WITH pair AS (
  SELECT s, ent, lead(ent) OVER w AS ent2, po, lead(po) OVER w AS po2, txt, lead(txt) OVER w AS txt2,
         fold, lead(fold) OVER w AS fold2, off, run_off, d0, k0, k7, k40, n_amt, n_s, n_no, n_no_day, n_no_far, known, delay, shape, n_shape, rank_s
  FROM doc WINDOW w AS (PARTITION BY s ORDER BY iday, d)
)
SELECT s, count(*)::INTEGER AS n,
       count(ent2)::INTEGER AS pairs,
       count(*) FILTER (ent = ent2)::INTEGER AS same_ent,
       count(*) FILTER (po IS NOT NULL AND po2 IS NOT NULL)::INTEGER AS both_po,
       count(*) FILTER (po = po2)::INTEGER AS same_po,
       count(*) FILTER (txt IS NOT NULL AND txt2 IS NOT NULL)::INTEGER AS both_txt,
       count(*) FILTER (txt = txt2)::INTEGER AS same_txt,
       count(off)::INTEGER AS fit_n,
       count(*) FILTER (off <= 5)::INTEGER AS fit_ok,
       count(*) FILTER (n_shape < 4 AND NOT known AND coalesce(run_off, 99) > 5)::INTEGER AS odd_shape,
       count(*) FILTER (n_no_far > 0)::INTEGER AS reused,
       count(*) FILTER (n_no_day > 1)::INTEGER AS split_coded,
       sum(k0)::DOUBLE AS sum_k0, sum(k7)::DOUBLE AS sum_k7, sum(k40)::DOUBLE AS sum_k40,
       sum(n_amt - 1)::DOUBLE AS sum_same, sum(d0)::DOUBLE AS sum_d0,
       -- of the first documents only: an edit distance each is dear
       count(fold2) FILTER (sampled)::INTEGER AS near_of,
       count(*) FILTER (near AND length(fold) <> length(fold2))::INTEGER AS near_dropped,
       count(*) FILTER (near AND length(fold) = length(fold2) AND NOT swapped)::INTEGER AS near_digit,
       count(*) FILTER (near AND swapped)::INTEGER AS near_swapped
FROM (
  SELECT *, CASE WHEN near THEN list_sort(string_split(fold, '')) = list_sort(string_split(fold2, '')) ELSE false END AS swapped FROM (
    SELECT *, rank_s <= 120 AS sampled,
           CASE WHEN rank_s <= 120 AND abs(length(fold) - length(fold2)) <= 1 AND fold2 <> fold
                THEN damerau_levenshtein(fold, fold2) = 1 ELSE false END AS near FROM pair))
GROUP BY s;
