-- What the adapter "mantisbt" needs beside MantisBT's own indexes: the first for
-- every poll, the second for the nightly reconciliation.
CREATE INDEX casework_changed ON mantis_bug_table (last_updated, id);
CREATE INDEX casework_received ON mantis_bug_table (date_submitted, id);
