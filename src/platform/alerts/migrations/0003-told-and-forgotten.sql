-- Whether people were told of an alert by mail. Given up: control did not take it for a week.
ALTER TABLE alert ADD COLUMN told_at timestamptz;
ALTER TABLE alert ADD COLUMN given_up boolean NOT NULL DEFAULT false;

-- Alerts from before this step were told, or are waiting still. Forced row security would hide them from the owner, who runs this.
ALTER TABLE alert NO FORCE ROW LEVEL SECURITY;
UPDATE alert SET told_at = fired_at WHERE NOT EXISTS (SELECT FROM alert_to_tell WHERE alert_to_tell.alert_id = alert.alert_id);
ALTER TABLE alert FORCE ROW LEVEL SECURITY;

-- An alert goes when the entries behind it have gone.
GRANT DELETE ON alert TO spendward_app;
