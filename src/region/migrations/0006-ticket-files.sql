-- Files of tickets are uploads that no import reads. Which ticket is named by its id alone; the ticket itself is control's.
ALTER TABLE upload ADD COLUMN ticket_id text;
CREATE INDEX upload_of_ticket ON upload (site_id, ticket_id) WHERE ticket_id IS NOT NULL;
-- A file that the scanner refuses to look at because of its size is not clean, and not malware either.
ALTER TABLE upload DROP CONSTRAINT upload_malware_scan_check;
ALTER TABLE upload ADD CONSTRAINT upload_malware_scan_check CHECK (malware_scan IN ('not configured', 'clean', 'refused', 'too large'));
