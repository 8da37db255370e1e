-- What the adapter "fixmystreet" needs beside FixMyStreet's own indexes: the first
-- for every poll, the second for closings that a script left without an update.
CREATE INDEX casework_changed ON problem (lastupdate, id);
CREATE INDEX casework_logged ON admin_log (object_id) WHERE object_type = 'problem' AND action = 'state_change';
