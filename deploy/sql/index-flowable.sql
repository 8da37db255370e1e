-- What the adapter "flowable" needs beside Flowable's own indexes, for every poll
-- and the nightly reconciliation.
CREATE INDEX casework_received ON ACT_HI_PROCINST (START_TIME_, ID_);
