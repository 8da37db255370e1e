-- What the adapter "mantisbt" reads of MantisBT 2: types, keys and defaults as
-- its installer makes them, and some columns that must stay unread.
CREATE TABLE mantis_project_table (
  id int(10) unsigned NOT NULL AUTO_INCREMENT,
  name varchar(128) NOT NULL DEFAULT '',
  description longtext,
  PRIMARY KEY (id),
  UNIQUE KEY idx_project_name (name)
);
CREATE TABLE mantis_category_table (
  id int(10) unsigned NOT NULL AUTO_INCREMENT,
  project_id int(10) unsigned NOT NULL DEFAULT '0',
  name varchar(128) NOT NULL DEFAULT '',
  PRIMARY KEY (id),
  UNIQUE KEY idx_category_project_name (project_id, name)
);
CREATE TABLE mantis_bug_table (
  id int(10) unsigned NOT NULL AUTO_INCREMENT,
  project_id int(10) unsigned NOT NULL DEFAULT '0',
  reporter_id int(10) unsigned NOT NULL DEFAULT '0',
  handler_id int(10) unsigned NOT NULL DEFAULT '0',
  status smallint(6) NOT NULL DEFAULT '10',
  resolution smallint(6) NOT NULL DEFAULT '10',
  category_id int(10) unsigned NOT NULL DEFAULT '1',
  summary varchar(128) NOT NULL DEFAULT '',
  date_submitted int(10) unsigned NOT NULL DEFAULT '1',
  due_date int(10) unsigned NOT NULL DEFAULT '1',
  last_updated int(10) unsigned NOT NULL DEFAULT '1',
  PRIMARY KEY (id),
  KEY idx_bug_status (status),
  KEY idx_project (project_id)
);
CREATE TABLE mantis_bug_history_table (
  id int(10) unsigned NOT NULL AUTO_INCREMENT,
  user_id int(10) unsigned NOT NULL DEFAULT '0',
  bug_id int(10) unsigned NOT NULL DEFAULT '0',
  field_name varchar(64) NOT NULL,
  old_value varchar(255) NOT NULL,
  new_value varchar(255) NOT NULL,
  type smallint(6) NOT NULL DEFAULT '0',
  date_modified int(10) unsigned NOT NULL DEFAULT '1',
  PRIMARY KEY (id),
  KEY idx_bug_history_bug_id (bug_id),
  KEY idx_history_user_id (user_id),
  KEY idx_bug_history_date_modified (date_modified)
);
CREATE TABLE mantis_bugnote_table (
  id int(10) unsigned NOT NULL AUTO_INCREMENT,
  bug_id int(10) unsigned NOT NULL DEFAULT '0',
  reporter_id int(10) unsigned NOT NULL DEFAULT '0',
  bugnote_text_id int(10) unsigned NOT NULL DEFAULT '0',
  view_state smallint(6) NOT NULL DEFAULT '10',
  last_modified int(10) unsigned NOT NULL DEFAULT '1',
  date_submitted int(10) unsigned NOT NULL DEFAULT '1',
  PRIMARY KEY (id),
  KEY idx_bug (bug_id),
  KEY idx_last_mod (last_modified)
);
