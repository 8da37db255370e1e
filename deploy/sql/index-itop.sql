-- What the adapter "itop" needs beside iTop's own indexes: the first for
-- every poll, the second for the nightly reconciliation.
CREATE INDEX casework_changed ON ticket (last_update, id);
CREATE INDEX casework_received ON ticket (start_date, id);
