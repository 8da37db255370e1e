-- What the adapter "znuny" needs beside Znuny's own indexes, for every poll.
CREATE INDEX casework_changed ON ticket (change_time, id);
