-- Documents whose text has a word that fraud examiners look for. Input: invoice. Grain of the result: one document. Amounts in minor units.
-- with_word, all_docs: how many documents have such a word; own_word, own_docs: of this supplier. usual_*: share of this ledger's documents with each further sign.
-- The words are whole words of several languages that a payable rarely has; see README.
WITH hit AS (
  SELECT row_no, doc_id, supplier_id, currency, amount_gross, description, lower(regexp_extract(description, $1, 1, 'i')) AS word,
    coalesce(amount_net, amount_gross) % 10000 = 0 AS round, po_no IS NULL AS no_order, isodow(posting_date) >= 6 AS weekend, coalesce(entered_by = approved_by, false) AS one_hand, invoice_no IS NULL AS no_number
  FROM invoice WHERE doc_type = 'invoice' AND amount_gross > 0 AND regexp_matches(description, $1, 'i')
),
ledger AS (
  SELECT count(*) AS n, count(*) FILTER (coalesce(amount_net, amount_gross) % 10000 = 0) AS round, count(*) FILTER (po_no IS NULL) AS no_order, count(*) FILTER (isodow(posting_date) >= 6) AS weekend,
    count(*) FILTER (entered_by = approved_by) AS one_hand, count(*) FILTER (invoice_no IS NULL) AS no_number
  FROM invoice WHERE doc_type = 'invoice' AND amount_gross > 0
),
own AS (SELECT supplier_id, count(*) AS own_docs FROM invoice WHERE doc_type = 'invoice' AND supplier_id IN (SELECT supplier_id FROM hit) GROUP BY supplier_id)
SELECT h.*, o.own_docs, (SELECT count(*) FROM hit x WHERE x.supplier_id = h.supplier_id) AS own_word, (SELECT count(*) FROM hit) AS with_word,
  l.n AS all_docs, l.round AS all_round, l.no_order AS all_no_order, l.weekend AS all_weekend, l.one_hand AS all_one_hand, l.no_number AS all_no_number
FROM hit h JOIN own o USING (supplier_id) CROSS JOIN ledger l
ORDER BY h.row_no
LIMIT 20000
