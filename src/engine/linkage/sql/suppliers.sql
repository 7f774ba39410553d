-- Which record a supplier is, and its family.
-- In: invoice, supplier, family_of(supplier_id, f). Out: supplier_key (grain: one supplier that the ledger names). s and f are labels: nothing depends
-- on their values or their order.

CREATE OR REPLACE TEMP TABLE supplier_key AS
SELECT i.supplier_id, row_number() OVER (ORDER BY i.supplier_id) - 1 AS s,
       coalesce(any_value(f.f), -row_number() OVER (ORDER BY i.supplier_id)) AS f,
       -- collective accounts stand for many payees
       bool_or(regexp_matches(upper(coalesce(m.name, i.supplier_id)),
         '\b(REDACTED|PETTY CASH|SUNDRY|SUNDRIES|ONE[- ]?TIME|ONE[- ]?OFF|MISCELLANEOUS|VARIOUS|CPD|DIVERSE|CONFIDENTIAL|NAME WITHHELD)\b')) AS sundry
FROM (SELECT DISTINCT supplier_id FROM invoice) i LEFT JOIN family_of f USING (supplier_id) LEFT JOIN supplier m USING (supplier_id)
GROUP BY i.supplier_id;
