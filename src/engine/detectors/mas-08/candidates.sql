-- Records in use for which the system's own check for duplicate bills is off. Inputs: supplier, invoice. Grain of the result: one supplier.
-- Amounts in minor units. off, records: records in use without the mark, and all in use, collective records for one-time suppliers left out.
WITH used AS (
  SELECT supplier_id, count(*) AS n, sum(amount_gross)::BIGINT AS gross, min(currency) AS currency FROM invoice WHERE doc_type = 'invoice' GROUP BY supplier_id
),
record AS (
  SELECT s.supplier_id, s.name, u.n, u.gross, u.currency, lower(coalesce(s.duplicate_check, '')) IN ('', 'n', 'no', 'false', '0', 'nein', 'off') AS is_off
  FROM supplier s JOIN used u USING (supplier_id) WHERE lower(coalesce(s.one_time, '')) NOT IN ('x', 'y', 'yes', 'true', '1', 'ja')
)
SELECT supplier_id, name, n, gross, currency, (SELECT count(*) FILTER (is_off) FROM record) AS off, (SELECT count(*) FROM record) AS records
FROM record WHERE is_off AND n >= $1
ORDER BY supplier_id
LIMIT 5000
