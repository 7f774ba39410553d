-- Suppliers with many voided payments. Input: payment; $1 fewest voids. Grain of the result: one supplier. Amounts in minor units.
-- A day on which a twentieth of all voids lies is a rejected file of the bank, or a wrong run taken back: left out.
--   voids, n: of the supplier's payments; all_voids, all_n: of the ledger's; reissued: voids whose document was paid again; amount: of the voids that were not
WITH pay AS (
  SELECT supplier_id, doc_id, paid_on, abs(amount) AS amount, currency, payment_id,
    regexp_matches(lower(coalesce(status, '')), 'void|cancel|revers|stop|reject|return|storn|annul|bounced') AS void
  FROM payment
),
bulk AS (SELECT paid_on FROM pay WHERE void GROUP BY paid_on HAVING count(*) >= 10 AND count(*) > 0.05 * (SELECT count(*) FILTER (void) FROM pay)),
kept AS (SELECT * FROM pay WHERE NOT void OR paid_on IS NULL OR paid_on NOT IN (SELECT paid_on FROM bulk)),
again AS (SELECT DISTINCT supplier_id, doc_id FROM kept WHERE NOT void AND doc_id IS NOT NULL),
total AS (SELECT count(*) AS all_n, count(*) FILTER (void) AS all_voids FROM kept)
SELECT k.supplier_id, count(*) AS n, count(*) FILTER (void) AS voids, count(*) FILTER (void AND a.doc_id IS NOT NULL) AS reissued,
  coalesce(sum(amount) FILTER (void), 0)::BIGINT AS amount, min(currency) AS currency, list(k.doc_id ORDER BY k.paid_on, k.payment_id) FILTER (void AND k.doc_id IS NOT NULL) AS docs, min(t.all_n) AS all_n, min(t.all_voids) AS all_voids
FROM kept k LEFT JOIN again a ON a.supplier_id = k.supplier_id AND a.doc_id = k.doc_id CROSS JOIN total t
GROUP BY k.supplier_id HAVING voids >= $1
ORDER BY k.supplier_id
