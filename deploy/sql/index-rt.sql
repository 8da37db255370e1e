-- What the adapter "rt" needs beside RT's own indexes: the first for every
-- poll, the others for the nightly reconciliation of tickets and of pauses. Without
-- pauses (WITHOUT=pauses), leave the last out: it is large.
CREATE INDEX casework_changed ON Tickets (LastUpdated, id);
CREATE INDEX casework_received ON Tickets (Created, id);
CREATE INDEX casework_happened ON Transactions (Created, id);
