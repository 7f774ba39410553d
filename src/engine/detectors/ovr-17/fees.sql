-- Bills for paying late, by their words. Input: invoice. Grain of the result: one document, in the temporary table late_fee. Amounts in minor units.
CREATE OR REPLACE TEMP TABLE late_fee AS
SELECT row_no, doc_id, supplier_id, currency, amount_gross AS amount, coalesce(invoice_date, posting_date) AS day, description FROM invoice
WHERE doc_type = 'invoice' AND amount_gross > 0
  AND regexp_matches(lower(description), 'late (payment|fee|charge|interest)|interest on (late|overdue)|overdue (charge|fee|interest)|mahngeb|verzugszins|dunning|retard de paiement|interets? moratoires?')
