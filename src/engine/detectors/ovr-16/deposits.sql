-- Deposits, by their words, and all bills of their orders. Input: invoice. Grain of the results: one document, in the temporary tables deposit and order_bill.
-- Tables of their own, so that what follows is planned knowing how few they are. Amounts in minor units. Cost: one scan for the words.
CREATE OR REPLACE TEMP TABLE deposit AS
SELECT row_no, doc_id, supplier_id, currency, po_no, coalesce(amount_net, amount_gross) AS amount, amount_gross, coalesce(invoice_date, posting_date) AS day, description FROM invoice
WHERE doc_type = 'invoice' AND amount_gross > 0 AND po_no IS NOT NULL
  AND regexp_matches(lower(description), 'deposit|prepay|pre-pay|down ?payment|advance payment|anzahlung|acompte|anticipo|aanbetaling');

CREATE OR REPLACE TEMP TABLE order_bill AS
SELECT row_no, doc_id, supplier_id, currency, po_no, coalesce(amount_net, amount_gross) AS amount, amount_gross, coalesce(invoice_date, posting_date) AS day, description
FROM invoice SEMI JOIN deposit USING (supplier_id, po_no) WHERE doc_type = 'invoice';
