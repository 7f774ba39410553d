-- What the comparison of a family depends on, as one number: its unit. Two states of a ledger in which a family has the same unit give the same
-- comparison of it, row numbers included. The sum of hashes does not depend on the order of rows.
-- In: supplier_key, invoice, statement_line, stranger, ledger_usual. Out: unit_now(f, u, docs).
-- Left out on purpose: payments (overpaid documents are asked of the whole ledger each time) and the shares and rates of the whole ledger, which move with
-- every document: they are applied when pairs are scored, and all pairs are scored in every run.

CREATE OR REPLACE TEMP TABLE unit_now AS
WITH fact AS (
  SELECT f, hash('record', supplier_id, sundry) AS h, 0 AS posted FROM supplier_key
  UNION ALL
  SELECT k.f, hash(i.row_no, i.entity, i.supplier_id, i.invoice_no, i.invoice_date, i.posting_date, i.doc_type, i.currency, i.amount_net, i.amount_tax, i.amount_gross,
                   i.po_no, i.description), (i.amount_gross > 0 AND i.doc_type = 'invoice')::INTEGER
  FROM invoice i JOIN supplier_key k USING (supplier_id)
  UNION ALL
  SELECT k.f, hash('statement', l.supplier_id, l.statement_date, l.invoice_no, l.invoice_date, l.amount_gross, l.doc_type, l.row_no), 0
  FROM statement_line l JOIN supplier_key k USING (supplier_id)
  UNION ALL
  SELECT k.f, hash('stranger', d), 0 FROM stranger JOIN invoice i ON i.row_no = d JOIN supplier_key k USING (supplier_id)
)
SELECT f::INTEGER AS f, hash(sum(hash(h)), count(*), p02, p95) AS u, sum(posted)::INTEGER AS docs
FROM fact, (SELECT p02, p95 FROM ledger_usual) GROUP BY f, p02, p95;
