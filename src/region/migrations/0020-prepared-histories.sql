-- Grain: the history of a site's ledger as the payment gate compares with it, of the newest state that it was prepared of. Derived from the ledger: whoever misses it,
-- or finds it to be of another state or another release, makes it again.
CREATE TABLE prepared_history (
  site_id         text        NOT NULL REFERENCES site (site_id),
  ledger_revision integer     NOT NULL,
  engine_version  text        NOT NULL,
  prepared_at     timestamptz NOT NULL,
  sealed_pieces   bytea       NOT NULL,              -- which blobs hold it
  PRIMARY KEY (site_id),
  FOREIGN KEY (site_id, ledger_revision) REFERENCES manifest (site_id, ledger_revision)
);
SELECT protect_site_table('prepared_history');

-- Of the parameters that it was judged by; null until it is checked, and for runs from before they had any: the product's own.
ALTER TABLE payment_run ADD COLUMN parameters_version integer CHECK (parameters_version >= 0);
