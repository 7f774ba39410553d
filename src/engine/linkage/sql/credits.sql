-- Which debits a credit note or reversal may cancel: same family, currency and amount with the other sign.
-- In: invoice, supplier_key, doc. Out: credit_match (grain: credit and debit), ranked: best is 1.
-- Points: a reference to the debit's number counts most, then order, date and nearness of posting.

CREATE OR REPLACE TEMP TABLE credit AS
SELECT i.row_no AS c, k.f, k.s, i.currency AS cur, -i.amount_gross AS amt, i.entity,
       (i.invoice_date - DATE '1970-01-01')::INTEGER AS iday,
       (i.posting_date - DATE '1970-01-01')::INTEGER AS pday,
       fold_of(i.invoice_no) AS fold,
       upper(i.invoice_no) AS no, i.po_no, upper(i.description) AS txt
FROM invoice i JOIN supplier_key k USING (supplier_id) WHERE i.amount_gross < 0;

CREATE OR REPLACE TEMP TABLE credit_match AS
WITH scored AS (
  SELECT c.c, doc.d, doc.n_amt,
    CASE WHEN c.fold = doc.fold THEN 10 WHEN length(doc.fold) >= 3 AND contains(c.fold, doc.fold) THEN 8
         WHEN length(doc.no) >= 3 AND contains(coalesce(c.txt, ''), upper(doc.no)) THEN 9 ELSE 0 END AS reference,
    CASE WHEN c.po_no = i.po_no THEN 3 WHEN c.po_no IS NULL OR i.po_no IS NULL THEN 0 ELSE -2 END
    + CASE WHEN c.entity IS DISTINCT FROM i.entity THEN -4 ELSE 0 END
    + CASE WHEN c.iday = doc.iday THEN 1 ELSE 0 END + CASE WHEN c.txt = upper(i.description) THEN 1 ELSE 0 END
    + CASE WHEN c.s = doc.s THEN 1 ELSE 0 END
    - abs(coalesce(c.pday - doc.pday, c.iday - doc.iday, 0)) / 20.0 AS nearness
  FROM credit c JOIN doc ON c.f = doc.f AND c.amt = doc.amt AND c.cur = doc.cur JOIN invoice i ON i.row_no = doc.d
  -- an amount on very many documents is matched by number only, and a number on very many documents not at all
  WHERE (doc.n_amt <= 500 OR doc.k40 <= 300 OR (c.fold = doc.fold AND doc.n_no <= 50)) AND coalesce(c.pday >= doc.pday - 3, true) AND coalesce(abs(c.pday - doc.pday) <= 400, true)
)
SELECT c, d, reference, nearness, n_amt, row_number() OVER (PARTITION BY c ORDER BY reference + nearness DESC, d DESC)::INTEGER AS rank
FROM scored QUALIFY rank <= 8;
