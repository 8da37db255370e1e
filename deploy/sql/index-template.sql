-- What an adapter of your own needs beside the product's own indexes: the
-- first for every poll, the second for the nightly reconciliation.
CREATE INDEX casework_changed ON sak (endret, id);
CREATE INDEX casework_received ON sak (mottatt, id);
