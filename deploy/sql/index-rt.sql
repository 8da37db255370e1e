-- What the adapter "rt" needs beside RT's own indexes: the first for every
-- poll, the second for the nightly reconciliation.
CREATE INDEX casework_changed ON Tickets (LastUpdated, id);
CREATE INDEX casework_received ON Tickets (Created, id);
