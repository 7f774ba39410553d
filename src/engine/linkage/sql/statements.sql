-- What suppliers' statements say of the documents that are being compared.
-- In: statement_line, supplier_key, doc, candidate, stranger. Out: stated (grain: one compared document covered by a statement), stated_usual (grain: one family).
-- A statement covers the invoice dates from its earliest line to its own date.

CREATE OR REPLACE TEMP TABLE stated_line AS
SELECT DISTINCT k.f, fold_of(l.invoice_no) AS fold,
       (l.invoice_date - DATE '1970-01-01')::INTEGER AS iday, l.amount_gross AS amt
FROM statement_line l JOIN supplier_key k USING (supplier_id) WHERE l.doc_type = 'invoice';

CREATE OR REPLACE TEMP TABLE covered AS
SELECT DISTINCT k.f, (min(l.invoice_date) - DATE '1970-01-01')::INTEGER AS from_day,
       (l.statement_date - DATE '1970-01-01')::INTEGER AS to_day
FROM statement_line l JOIN supplier_key k USING (supplier_id) GROUP BY k.f, l.statement_date;

CREATE OR REPLACE TEMP TABLE covered_doc AS
SELECT DISTINCT doc.d FROM doc JOIN covered c ON c.f = doc.f AND doc.iday BETWEEN c.from_day AND c.to_day;

CREATE OR REPLACE TEMP TABLE stated AS
WITH compared AS (SELECT a AS d FROM candidate UNION SELECT b FROM candidate UNION SELECT d FROM stranger),
by_no_amt AS (SELECT f, fold, amt, count(*) AS n FROM stated_line GROUP BY ALL),
by_no_day AS (SELECT f, fold, iday, count(*) AS n, max(amt) AS amt FROM stated_line GROUP BY ALL),
by_amt_day AS (SELECT f, amt, iday, count(*) AS n FROM stated_line GROUP BY ALL),
by_all AS (SELECT f, fold, amt, iday, count(*) AS n FROM stated_line GROUP BY ALL)
SELECT doc.d, (coalesce(na.n, 0) + coalesce(nd.n, 0))::INTEGER AS lines_no, coalesce(ad.n, 0)::INTEGER AS lines_amt,
       coalesce(e.n, 0)::INTEGER AS lines_exact, nd.amt AS stated_amt
FROM compared JOIN doc USING (d) JOIN covered_doc USING (d)
LEFT JOIN by_no_amt na ON na.f = doc.f AND na.fold = doc.fold AND na.amt = doc.amt
LEFT JOIN by_no_day nd ON nd.f = doc.f AND nd.fold = doc.fold AND nd.iday = doc.iday
LEFT JOIN by_amt_day ad ON ad.f = doc.f AND ad.amt = doc.amt AND ad.iday = doc.iday
LEFT JOIN by_all e ON e.f = doc.f AND e.fold = doc.fold AND e.amt = doc.amt AND e.iday = doc.iday;

-- How complete statements are: documents that one covers, and those it lists by number, or by amount and date.
CREATE OR REPLACE TEMP TABLE stated_usual AS
SELECT f, count(*)::INTEGER AS covered,
       count(*) FILTER ((f, fold) IN (SELECT (l.f, l.fold) FROM stated_line l)
                     OR (f, amt, iday) IN (SELECT (l.f, l.amt, l.iday) FROM stated_line l))::INTEGER AS listed
FROM doc JOIN covered_doc USING (d) GROUP BY f;
