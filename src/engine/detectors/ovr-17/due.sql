-- What was due in the time before each such bill. Inputs: invoice, temporary table late_fee; $1 days before the bill that are looked at.
-- Grain of the result: bill for paying late x document due, in the temporary table due_before: a table of its own, so that the join with payments is planned knowing how few they are.
CREATE OR REPLACE TEMP TABLE due_before AS
SELECT f.row_no AS fee_row, i.row_no, i.doc_id, i.supplier_id, i.due_date
FROM late_fee f JOIN invoice i ON i.supplier_id = f.supplier_id AND i.row_no <> f.row_no AND i.amount_gross > 0 AND i.due_date BETWEEN f.day - CAST($1 AS INTEGER) AND f.day
