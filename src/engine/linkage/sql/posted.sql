-- Every posted debit with the forms of its number.
-- In: invoice, supplier_key, fold_of (fold.sql). Out: doc_number (grain: one posted debit), again (number of a document that is there more than once).
-- Amounts are minor units; days are whole days since 1970. Cost: one pass over the ledger.

-- Texts that are only ever asked for equality are 64-bit hashes from here on; whoever needs the text finds it in invoice.
CREATE OR REPLACE TEMP TABLE doc_number AS
SELECT * EXCLUDE (digits), CASE WHEN fold IS NOT NULL THEN hash(fold) END AS number, hash(shape) AS form,
       CASE WHEN length(digits) BETWEEN 1 AND 15 THEN digits::BIGINT END AS value
FROM (
  SELECT * EXCLUDE (numeric),
         -- the same for digits alone, by a shorter way
         CASE WHEN numeric THEN coalesce(nullif(ltrim(no, '0'), ''), '0') ELSE fold_of(no) END AS fold,
         CASE WHEN numeric THEN '9' ELSE regexp_replace(regexp_replace(upper(no), '[0-9]+', '9', 'g'), '[A-Z]+', 'A', 'g') END AS shape,
         ltrim(CASE WHEN numeric THEN no ELSE regexp_replace(no, '[^0-9]', '', 'g') END, '0') AS digits
  FROM (
    SELECT i.row_no AS d, k.s::INTEGER AS s, k.f::INTEGER AS f, k.sundry, i.currency AS cur,
           i.amount_gross AS amt, i.amount_net AS net, coalesce(i.amount_tax, 0) AS tax,
           (i.invoice_date - DATE '1970-01-01')::INTEGER AS iday,
           (i.posting_date - DATE '1970-01-01')::INTEGER AS pday,
           (i.posting_date - i.invoice_date)::INTEGER AS delay,
           i.invoice_no AS no,
           CASE WHEN i.entity IS NOT NULL THEN hash(i.entity) END AS ent,
           CASE WHEN i.po_no IS NOT NULL THEN hash(i.po_no) END AS po,
           CASE WHEN i.description IS NOT NULL THEN hash(i.description) END AS txt,
           -- digits alone, as many numbers are: the forms of such a number are itself
           regexp_full_match(i.invoice_no, '[0-9]+') AS numeric,
           CASE WHEN regexp_full_match(i.invoice_no, '[0-9]+') THEN i.invoice_no ELSE upper(regexp_replace(i.invoice_no, '[^A-Za-z0-9]', '', 'g')) END AS key
    FROM invoice i JOIN supplier_key k USING (supplier_id)
    WHERE i.amount_gross > 0 AND i.doc_type = 'invoice'));

-- Nearly all numbers are there once: they are done with by this one pass.
CREATE OR REPLACE TEMP TABLE again AS
SELECT s, f, number FROM doc_number SEMI JOIN (SELECT number FROM doc_number WHERE number IS NOT NULL GROUP BY number HAVING count(*) > 1) more USING (number);
