-- The first 50 documents of the suppliers in temporary table asked_supplier, in posting order, with their numbers in order of date.
-- Inputs: invoice, asked_supplier (supplier_id). Grain of the result: one supplier.
SELECT supplier_id, list(doc_id ORDER BY row_no)[1:50] AS docs, list(invoice_no ORDER BY coalesce(invoice_date, posting_date), row_no)[1:50] AS numbers
FROM invoice WHERE doc_type = 'invoice' AND supplier_id IN (SELECT supplier_id FROM asked_supplier)
GROUP BY supplier_id
