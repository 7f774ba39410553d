-- What is kept of compared families: tables that may be written by several workers, each for its own families, and read again by a later run.
-- Grain: unit, one family; unit_usual, one supplier; unit_doc, one document that a pair, a split or a stranger names; the others as in the files that make them.

CREATE OR REPLACE TEMP TABLE unit (u UBIGINT NOT NULL, covered INTEGER NOT NULL, listed INTEGER NOT NULL);
CREATE OR REPLACE TEMP TABLE unit_usual (
  u UBIGINT NOT NULL, supplier_id VARCHAR NOT NULL, n INTEGER, pairs INTEGER, same_ent INTEGER, both_po INTEGER, same_po INTEGER, with_po INTEGER, sum_po DOUBLE, both_txt INTEGER, same_txt INTEGER,
  fit_n INTEGER, fit_ok INTEGER, odd_shape INTEGER, reused INTEGER, split_coded INTEGER, sum_k0 DOUBLE, sum_k7 DOUBLE, sum_k40 DOUBLE, sum_same DOUBLE, sum_d0 DOUBLE,
  near_of INTEGER, near_dropped INTEGER, near_digit INTEGER, near_swapped INTEGER);
CREATE OR REPLACE TEMP TABLE unit_doc (
  u UBIGINT NOT NULL, d BIGINT NOT NULL, n_s INTEGER, n_shape INTEGER, n_amt INTEGER, n_no INTEGER, n_txt INTEGER, n_po INTEGER, k0 INTEGER, k7 INTEGER, k40 INTEGER, off INTEGER, run_off INTEGER, known BOOLEAN);
CREATE OR REPLACE TEMP TABLE unit_pair (u UBIGINT NOT NULL, a BIGINT NOT NULL, b BIGINT NOT NULL);
CREATE OR REPLACE TEMP TABLE unit_split (u UBIGINT NOT NULL, whole BIGINT NOT NULL, p1 BIGINT NOT NULL, p2 BIGINT NOT NULL);
CREATE OR REPLACE TEMP TABLE unit_stated (u UBIGINT NOT NULL, d BIGINT NOT NULL, lines_no INTEGER, lines_amt INTEGER, lines_exact INTEGER, stated_amt BIGINT);
CREATE OR REPLACE TEMP TABLE unit_credit (u UBIGINT NOT NULL, c BIGINT NOT NULL, d BIGINT NOT NULL, reference INTEGER, nearness DOUBLE, n_amt INTEGER, rank INTEGER);
CREATE OR REPLACE TEMP TABLE unit_capped (u UBIGINT NOT NULL, block UTINYINT NOT NULL, docs BIGINT NOT NULL);
