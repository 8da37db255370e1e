-- What the adapter "redmine" needs beside Redmine's own indexes, for every poll.
CREATE INDEX casework_changed ON issues (updated_on, id);
