-- What suppliers' statements say of the documents that are being compared.
-- In: statement_line, supplier_key, doc, candidate. Out: stated (grain: one compared document covered by a statement).
-- A statement covers the invoice dates from its earliest line to its own date.

CREATE OR REPLACE TEMP TABLE stated_line AS
SELECT DISTINCT k.f, translate(regexp_replace(regexp_replace(upper(l.invoice_no), '(^|[^0-9])0+([0-9])', '\1\2', 'g'), '[^A-Z0-9]', '', 'g'), 'OILSBZ', '011582') AS fold,
       (l.invoice_date - DATE '1970-01-01')::INTEGER AS iday, l.amount_gross AS amt
FROM statement_line l JOIN supplier_key k USING (supplier_id) WHERE l.doc_type = 'invoice';

CREATE OR REPLACE TEMP TABLE covered AS
SELECT DISTINCT k.f, (min(l.invoice_date) - DATE '1970-01-01')::INTEGER AS from_day,
       (l.statement_date - DATE '1970-01-01')::INTEGER AS to_day
FROM statement_line l JOIN supplier_key k USING (supplier_id) GROUP BY k.f, l.statement_date;

CREATE OR REPLACE TEMP TABLE stated AS
WITH compared AS (SELECT a AS d FROM candidate UNION SELECT b FROM candidate)
SELECT doc.d,
       (SELECT count(*) FROM stated_line l WHERE l.f = doc.f AND l.fold = doc.fold
          AND (l.amt = doc.amt OR abs(l.iday - doc.iday) <= 3))::INTEGER AS lines_no,
       (SELECT count(*) FROM stated_line l WHERE l.f = doc.f AND l.amt = doc.amt AND abs(l.iday - doc.iday) <= 1)::INTEGER AS lines_amt,
       (SELECT count(*) FROM stated_line l WHERE l.f = doc.f AND l.fold = doc.fold AND l.amt = doc.amt AND l.iday = doc.iday)::INTEGER AS lines_exact,
       (SELECT max(l.amt) FROM stated_line l WHERE l.f = doc.f AND l.fold = doc.fold AND l.iday = doc.iday)::BIGINT AS stated_amt
FROM compared JOIN doc USING (d)
WHERE EXISTS (SELECT 1 FROM covered c WHERE c.f = doc.f AND doc.iday BETWEEN c.from_day AND c.to_day);

-- How complete statements are: documents that one covers, and those it lists by number, or by amount and date.
CREATE OR REPLACE TEMP TABLE stated_usual AS
SELECT count(*)::INTEGER AS covered,
       count(*) FILTER ((f, fold) IN (SELECT (l.f, l.fold) FROM stated_line l)
                     OR (f, amt, iday) IN (SELECT (l.f, l.amt, l.iday) FROM stated_line l))::INTEGER AS listed
FROM doc WHERE EXISTS (SELECT 1 FROM covered c WHERE c.f = doc.f AND doc.iday BETWEEN c.from_day AND c.to_day);
