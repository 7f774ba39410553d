-- Grain: one certificate of the destruction of a site's keys. It is kept in clear, since nothing of the site can be opened
-- any more, and holds nothing the customer would call its data: ids, instants, counts. certificate_id is the SHA-256 of body.
CREATE TABLE key_certificate (
  site_id         text        NOT NULL REFERENCES site (site_id),
  certificate_id  text        NOT NULL,
  made_at         timestamptz NOT NULL,
  body            text        NOT NULL,
  PRIMARY KEY (site_id, certificate_id)
);
SELECT protect_site_table('key_certificate', 'SELECT, INSERT');
