-- What the adapter "mantisbt" reads of MantisBT 2 on PostgreSQL: types, keys and
-- defaults as its installer makes them, and some columns that must stay unread.
CREATE TABLE mantis_project_table (
  id SERIAL NOT NULL,
  name varchar(128) NOT NULL DEFAULT '',
  description TEXT,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX idx_project_name ON mantis_project_table (name);
CREATE TABLE mantis_category_table (
  id SERIAL NOT NULL,
  project_id INTEGER NOT NULL DEFAULT '0',
  name varchar(128) NOT NULL DEFAULT '',
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX idx_category_project_name ON mantis_category_table (project_id, name);
CREATE TABLE mantis_bug_table (
  id SERIAL NOT NULL,
  project_id INTEGER NOT NULL DEFAULT '0',
  reporter_id INTEGER NOT NULL DEFAULT '0',
  handler_id INTEGER NOT NULL DEFAULT '0',
  status SMALLINT NOT NULL DEFAULT '10',
  resolution SMALLINT NOT NULL DEFAULT '10',
  category_id INTEGER NOT NULL DEFAULT '1',
  summary varchar(128) NOT NULL DEFAULT '',
  date_submitted INTEGER NOT NULL DEFAULT '1',
  due_date INTEGER NOT NULL DEFAULT '1',
  last_updated INTEGER NOT NULL DEFAULT '1',
  PRIMARY KEY (id)
);
CREATE INDEX idx_bug_status ON mantis_bug_table (status);
CREATE INDEX idx_project ON mantis_bug_table (project_id);
CREATE TABLE mantis_bug_history_table (
  id SERIAL NOT NULL,
  user_id INTEGER NOT NULL DEFAULT '0',
  bug_id INTEGER NOT NULL DEFAULT '0',
  field_name varchar(64) NOT NULL,
  old_value varchar(255) NOT NULL,
  new_value varchar(255) NOT NULL,
  type SMALLINT NOT NULL DEFAULT '0',
  date_modified INTEGER NOT NULL DEFAULT '1',
  PRIMARY KEY (id)
);
CREATE INDEX idx_bug_history_bug_id ON mantis_bug_history_table (bug_id);
CREATE INDEX idx_history_user_id ON mantis_bug_history_table (user_id);
CREATE INDEX idx_bug_history_date_modified ON mantis_bug_history_table (date_modified);
CREATE TABLE mantis_bugnote_table (
  id SERIAL NOT NULL,
  bug_id INTEGER NOT NULL DEFAULT '0',
  reporter_id INTEGER NOT NULL DEFAULT '0',
  bugnote_text_id INTEGER NOT NULL DEFAULT '0',
  view_state SMALLINT NOT NULL DEFAULT '10',
  last_modified INTEGER NOT NULL DEFAULT '1',
  date_submitted INTEGER NOT NULL DEFAULT '1',
  PRIMARY KEY (id)
);
CREATE INDEX idx_bug ON mantis_bugnote_table (bug_id);
CREATE INDEX idx_last_mod ON mantis_bugnote_table (last_modified);
