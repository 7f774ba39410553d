-- Deposits whose order was later billed in full. Inputs: invoice, temporary tables deposit and order_bill (deposits.sql); $1 longest time between the two in days. Grain of the result: one deposit and its final bill.
-- The final bill is the first posted of the later ones of the order that is no deposit. Amounts in minor units. share: the deposit as a share of the final bill; of_both: of the two together.
-- balanced: another bill of the order is the rest after the deposit. credited: the deposit was taken back after it was posted.
WITH final AS (
  SELECT d.row_no AS deposit_row, i.row_no, i.doc_id, i.amount, i.description, i.day
  FROM deposit d JOIN order_bill i ON i.supplier_id = d.supplier_id AND i.currency = d.currency AND i.po_no = d.po_no AND i.amount_gross > 0 AND i.row_no <> d.row_no
    AND i.day BETWEEN d.day AND d.day + CAST($1 AS INTEGER)
  WHERE i.row_no NOT IN (SELECT row_no FROM deposit) AND i.amount > d.amount
  QUALIFY row_number() OVER (PARTITION BY d.row_no ORDER BY i.row_no) = 1
)
SELECT d.doc_id, f.doc_id AS final_id, d.supplier_id, d.currency, d.po_no, d.amount, d.amount_gross, f.amount AS final_amount, coalesce(f.description, '') AS final_text, f.day - d.day AS days,
  (SELECT count(*) FROM order_bill o WHERE o.supplier_id = d.supplier_id AND o.po_no = d.po_no) AS on_order,
  EXISTS (SELECT 1 FROM order_bill b WHERE b.supplier_id = d.supplier_id AND b.po_no = d.po_no AND b.doc_id <> f.doc_id AND abs(b.amount + d.amount - f.amount) <= 2) AS balanced,
  EXISTS (SELECT 1 FROM invoice c WHERE c.supplier_id = d.supplier_id AND c.currency = d.currency AND c.amount_gross BETWEEN -d.amount_gross - 1 AND -d.amount_gross + 1 AND coalesce(c.invoice_date, c.posting_date) >= d.day) AS credited
FROM deposit d JOIN final f ON f.deposit_row = d.row_no
ORDER BY d.row_no
