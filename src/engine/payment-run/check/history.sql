-- What the payment gate knows of a ledger, in the least space: made once per state of the ledger, asked for every run.
-- In: invoice, payment, supplier, employee, supplier_bank_change, family_of(supplier_id, f). Out: gate_supplier, gate_bill (grain: one posted document), gate_account
-- (supplier and account paid to), gate_usual (supplier and currency), gate_entity (supplier and company code), gate_staff (an employee's account), gate_change
-- (a changed account). Amounts in minor units, days since 1970. Cost: one sort of the payments, hash joins. All that is kept of a history is here (prepared.ts).

-- The number as linkage compares it: leading zeros of every run of digits dropped, look-alike characters folded.
CREATE OR REPLACE TEMP MACRO gate_fold(no) AS
  translate(regexp_replace(regexp_replace(upper(no), '(^|[^0-9])0+([0-9])', '\1\2', 'g'), '[^A-Z0-9]', '', 'g'), 'OILSBZ', '011582');
-- An account however it is spelled: a British IBAN is its sort code and account number.
CREATE OR REPLACE TEMP MACRO gate_account_key(account) AS
  ltrim(CASE WHEN regexp_full_match(account, 'GB[0-9]{2}[A-Z]{4}[0-9]{14}') THEN right(account, 14) ELSE account END, '0');

CREATE OR REPLACE TEMP TABLE gate_supplier AS
SELECT supplier_id, (row_number() OVER (ORDER BY supplier_id) - 1)::INTEGER AS s,
       coalesce(f.f, -1 - row_number() OVER (ORDER BY supplier_id))::INTEGER AS f,
       r.supplier_id IS NOT NULL AS on_record, r.name, r.status, r.iban, r.bank_account, r.country, r.city, r.created_on
FROM (SELECT supplier_id FROM supplier UNION SELECT supplier_id FROM invoice UNION SELECT supplier_id FROM payment) all_of
  LEFT JOIN family_of f USING (supplier_id) LEFT JOIN supplier r USING (supplier_id);

CREATE OR REPLACE TEMP TABLE gate_payment AS
SELECT supplier_id, doc_id, paid_on, currency, amount, iban
FROM payment
WHERE status IS NULL OR NOT regexp_matches(lower(status), 'void|cancel|revers|stop|reject|return|storn|annul|bounced');

CREATE OR REPLACE TEMP TABLE gate_paid AS
SELECT doc_id, currency, sum(amount)::BIGINT AS paid, (max(paid_on) FILTER (amount > 0) - DATE '1970-01-01')::INTEGER AS paid_day
FROM gate_payment WHERE doc_id IS NOT NULL GROUP BY doc_id, currency;

CREATE OR REPLACE TEMP TABLE gate_bill AS
SELECT i.row_no AS d, g.s, g.f, i.doc_id, i.invoice_no AS no, i.currency AS cur, i.amount_gross AS amt, i.po_no AS po,
       (i.invoice_date - DATE '1970-01-01')::INTEGER AS iday, (i.posting_date - DATE '1970-01-01')::INTEGER AS pday, i.entity,
       p.paid, p.paid_day,
       hash(g.f, gate_fold(i.invoice_no)) AS h_no, hash(g.f, i.doc_id) AS h_doc, hash(g.f, i.currency, i.amount_gross) AS h_amt
FROM invoice i JOIN gate_supplier g USING (supplier_id) LEFT JOIN gate_paid p ON p.doc_id = i.doc_id AND p.currency = i.currency;
DROP TABLE gate_paid;

CREATE OR REPLACE TEMP TABLE gate_account AS
SELECT g.s, gate_account_key(upper(regexp_replace(used.iban, '[^A-Za-z0-9]', '', 'g'))) AS account, sum(n)::BIGINT AS n, min(first_day)::INTEGER AS first_day, max(last_day)::INTEGER AS last_day
FROM (SELECT supplier_id, iban, count(*) AS n, min(paid_on) - DATE '1970-01-01' AS first_day, max(paid_on) - DATE '1970-01-01' AS last_day
      FROM gate_payment WHERE amount > 0 AND iban IS NOT NULL GROUP BY supplier_id, iban) used JOIN gate_supplier g USING (supplier_id)
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE gate_usual AS
SELECT s, cur, count(*) AS n, max(amt, 3) AS highest, quantile_disc(amt, 0.5) AS middle, min(iday) AS first_day, max(iday) AS last_day, max(paid_day) AS last_paid
FROM gate_bill WHERE amt > 0 GROUP BY s, cur;

CREATE OR REPLACE TEMP TABLE gate_last_paid AS
SELECT g.s, (max(paid_on) - DATE '1970-01-01')::INTEGER AS last_paid, count(*) AS n FROM gate_payment JOIN gate_supplier g USING (supplier_id) WHERE amount > 0 GROUP BY g.s;
DROP TABLE gate_payment;

CREATE OR REPLACE TEMP TABLE gate_entity AS SELECT DISTINCT s, entity FROM gate_bill;

CREATE OR REPLACE TEMP TABLE gate_staff AS SELECT employee_id, iban FROM employee WHERE iban IS NOT NULL;
CREATE OR REPLACE TEMP TABLE gate_change AS SELECT row_no, supplier_id, changed_on, old_iban, new_iban FROM supplier_bank_change;
