-- What the adapter "osticket" reads of osTicket 1.17: types, keys and defaults
-- as its installer makes them, and some columns that must stay unread.
CREATE TABLE ost_department (
  id int(11) unsigned NOT NULL AUTO_INCREMENT,
  pid int(11) unsigned DEFAULT NULL,
  name varchar(128) NOT NULL DEFAULT '',
  PRIMARY KEY (id)
);
CREATE TABLE ost_help_topic (
  topic_id int(11) unsigned NOT NULL AUTO_INCREMENT,
  topic_pid int(10) unsigned NOT NULL DEFAULT '0',
  topic varchar(128) NOT NULL DEFAULT '',
  PRIMARY KEY (topic_id)
);
CREATE TABLE ost_ticket_status (
  id int(11) NOT NULL AUTO_INCREMENT,
  name varchar(60) NOT NULL DEFAULT '',
  state varchar(16) DEFAULT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY name (name),
  KEY state (state)
);
CREATE TABLE ost_ticket (
  ticket_id int(11) unsigned NOT NULL AUTO_INCREMENT,
  ticket_pid int(11) unsigned DEFAULT NULL,
  number varchar(20),
  user_id int(11) unsigned NOT NULL DEFAULT '0',
  status_id int(10) unsigned NOT NULL DEFAULT '0',
  dept_id int(10) unsigned NOT NULL DEFAULT '0',
  topic_id int(10) unsigned NOT NULL DEFAULT '0',
  staff_id int(10) unsigned NOT NULL DEFAULT '0',
  flags int(10) unsigned NOT NULL DEFAULT '0',
  ip_address varchar(64) NOT NULL DEFAULT '',
  isanswered tinyint(1) unsigned NOT NULL DEFAULT '0',
  duedate datetime DEFAULT NULL,
  est_duedate datetime DEFAULT NULL,
  reopened datetime DEFAULT NULL,
  closed datetime DEFAULT NULL,
  lastupdate datetime DEFAULT NULL,
  created datetime NOT NULL,
  updated datetime NOT NULL,
  PRIMARY KEY (ticket_id),
  KEY dept_id (dept_id),
  KEY status_id (status_id),
  KEY created (created),
  KEY closed (closed),
  KEY duedate (duedate),
  KEY ticket_pid (ticket_pid)
);
CREATE TABLE ost_thread (
  id int(11) unsigned NOT NULL AUTO_INCREMENT,
  object_id int(11) unsigned NOT NULL,
  object_type char(1) NOT NULL,
  created datetime NOT NULL,
  PRIMARY KEY (id),
  KEY object_id (object_id),
  KEY object_type (object_type)
);
CREATE TABLE ost_thread_entry (
  id int(11) unsigned NOT NULL AUTO_INCREMENT,
  thread_id int(11) unsigned NOT NULL DEFAULT '0',
  staff_id int(11) unsigned NOT NULL DEFAULT '0',
  user_id int(11) unsigned NOT NULL DEFAULT '0',
  type char(1) NOT NULL DEFAULT '',
  poster varchar(128) NOT NULL DEFAULT '',
  body text NOT NULL,
  created datetime NOT NULL,
  PRIMARY KEY (id),
  KEY thread_id (thread_id),
  KEY staff_id (staff_id),
  KEY type (type)
);
CREATE TABLE ost_event (
  id int(10) unsigned NOT NULL AUTO_INCREMENT,
  name varchar(60) NOT NULL,
  description varchar(60) DEFAULT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY name (name)
);
CREATE TABLE ost_thread_event (
  id int(10) unsigned NOT NULL AUTO_INCREMENT,
  thread_id int(11) unsigned NOT NULL DEFAULT '0',
  thread_type char(1) NOT NULL DEFAULT '',
  event_id int(11) unsigned DEFAULT NULL,
  staff_id int(11) unsigned NOT NULL,
  dept_id int(11) unsigned NOT NULL,
  data varchar(1024) DEFAULT NULL,
  username varchar(128) NOT NULL DEFAULT 'SYSTEM',
  uid int(11) unsigned DEFAULT NULL,
  uid_type char(1) NOT NULL DEFAULT 'S',
  annulled tinyint(1) unsigned NOT NULL DEFAULT '0',
  timestamp datetime NOT NULL,
  PRIMARY KEY (id),
  KEY ticket_state (thread_id, event_id, timestamp),
  KEY ticket_stats (timestamp, event_id)
);
