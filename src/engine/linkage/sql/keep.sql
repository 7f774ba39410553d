-- Puts what was found in the compared families beside what was kept of others. Labels (s, f) stay behind: rows are told by unit, supplier and row number.
-- In: unit_now, fresh(f), supplier_key, doc, usual, candidate, split, stated, stated_usual, credit_match, capped, stranger. Out: rows of unit and unit_*.

CREATE OR REPLACE TEMP TABLE unit_of AS SELECT doc.d, u FROM doc JOIN unit_now USING (f);

INSERT INTO unit_usual BY NAME SELECT u, k.supplier_id, usual.* EXCLUDE (s) FROM usual JOIN supplier_key k USING (s) JOIN unit_now USING (f);
INSERT INTO unit_pair SELECT u, a, b FROM candidate JOIN unit_of ON d = a;
INSERT INTO unit_split SELECT u, whole, p1, p2 FROM split JOIN unit_of ON d = whole;
INSERT INTO unit_stated BY NAME SELECT u, stated.* FROM stated JOIN unit_of USING (d);
INSERT INTO unit_credit BY NAME SELECT u, credit_match.* FROM credit_match JOIN unit_of USING (d);
INSERT INTO unit_capped SELECT u, block, capped.docs FROM capped JOIN unit_now USING (f);
INSERT INTO unit_doc BY NAME
SELECT u, d, n_s, n_shape, n_amt, n_no, n_txt, n_po, k0, k7, k40, off, run_off, known FROM doc JOIN unit_of USING (d)
WHERE d IN (SELECT a FROM candidate UNION SELECT b FROM candidate UNION SELECT d FROM stranger
            UNION SELECT whole FROM split UNION SELECT p1 FROM split UNION SELECT p2 FROM split);
INSERT INTO unit SELECT u, coalesce(covered, 0), coalesce(listed, 0) FROM fresh JOIN unit_now USING (f) LEFT JOIN stated_usual USING (f);
DROP TABLE unit_of;
