-- Messages between planes that were already taken, until they expire: a replay within the minute is refused.
CREATE TABLE message_nonce (
  nonce      text        PRIMARY KEY,
  expires_at timestamptz NOT NULL
);
CREATE INDEX message_nonce_expiry ON message_nonce (expires_at);
SELECT open_table('message_nonce', 'SELECT, INSERT, DELETE');
