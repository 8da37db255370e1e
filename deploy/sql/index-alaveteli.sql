-- What the adapter "alaveteli" needs beside Alaveteli's own indexes, for every poll.
CREATE INDEX casework_changed ON info_requests (updated_at, id);
