-- What the adapter "civicrm" needs beside CiviCRM's own indexes: the first for
-- every poll, the second for the nightly reconciliation.
CREATE INDEX casework_changed ON civicrm_case (modified_date, id);
CREATE INDEX casework_received ON civicrm_case (created_date, id);
