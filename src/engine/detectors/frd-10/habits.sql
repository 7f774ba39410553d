-- What is usual for the suppliers in temporary table split_supplier. Input: invoice. Grain: supplier x person who entered x who approved.
SELECT i.supplier_id, coalesce(i.entered_by, '') AS entered_by, coalesce(i.approved_by, '') AS approved_by, count(*) AS n,
  count(i.po_no) AS with_order, max(coalesce(i.posting_date, i.invoice_date)) - min(coalesce(i.posting_date, i.invoice_date)) AS days
FROM invoice i JOIN split_supplier USING (supplier_id)
WHERE i.doc_type = 'invoice'
GROUP BY ALL ORDER BY ALL
