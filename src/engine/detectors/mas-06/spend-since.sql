-- What each of a few suppliers billed since it was listed. Inputs: invoice; temporary table screened_supplier (supplier_id, listed_on).
-- Grain of the result: one supplier with invoices, its main currency. Amounts in minor units; without a date of listing everything counts.
SELECT s.supplier_id, i.currency, coalesce(sum(i.amount_gross) FILTER (s.listed_on IS NULL OR coalesce(i.posting_date, i.invoice_date) IS NULL OR coalesce(i.posting_date, i.invoice_date) >= s.listed_on), 0) AS since
FROM screened_supplier s JOIN invoice i USING (supplier_id)
GROUP BY s.supplier_id, i.currency
QUALIFY row_number() OVER (PARTITION BY s.supplier_id ORDER BY since DESC, i.currency) = 1
ORDER BY s.supplier_id
