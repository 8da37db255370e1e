-- What the adapter "znuny" reads of Znuny 6: types, keys and defaults as its
-- installer makes them, and some columns that must stay unread.
CREATE TABLE queue (
  id INTEGER NOT NULL AUTO_INCREMENT,
  name VARCHAR(200) NOT NULL,
  group_id INTEGER NOT NULL,
  comments VARCHAR(250) NULL,
  PRIMARY KEY (id),
  UNIQUE INDEX queue_name (name)
);
CREATE TABLE ticket_type (
  id SMALLINT NOT NULL AUTO_INCREMENT,
  name VARCHAR(200) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE INDEX ticket_type_name (name)
);
CREATE TABLE ticket_state_type (
  id SMALLINT NOT NULL AUTO_INCREMENT,
  name VARCHAR(200) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE INDEX ticket_state_type_name (name)
);
CREATE TABLE ticket_state (
  id SMALLINT NOT NULL AUTO_INCREMENT,
  name VARCHAR(200) NOT NULL,
  type_id SMALLINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE INDEX ticket_state_name (name)
);
CREATE TABLE ticket (
  id BIGINT NOT NULL AUTO_INCREMENT,
  tn VARCHAR(50) NOT NULL,
  title VARCHAR(255) NULL,
  queue_id INTEGER NOT NULL,
  ticket_lock_id SMALLINT NOT NULL,
  type_id SMALLINT NULL,
  user_id INTEGER NOT NULL,
  ticket_state_id SMALLINT NOT NULL,
  customer_user_id VARCHAR(250) NULL,
  escalation_solution_time INTEGER NOT NULL,
  archive_flag SMALLINT NOT NULL DEFAULT 0,
  create_time DATETIME NOT NULL,
  create_by INTEGER NOT NULL,
  change_time DATETIME NOT NULL,
  change_by INTEGER NOT NULL,
  PRIMARY KEY (id),
  UNIQUE INDEX ticket_tn (tn),
  INDEX ticket_create_time (create_time),
  INDEX ticket_escalation_solution_time (escalation_solution_time),
  INDEX ticket_queue_id (queue_id),
  INDEX ticket_ticket_state_id (ticket_state_id),
  INDEX ticket_type_id (type_id)
);
CREATE TABLE ticket_history_type (
  id SMALLINT NOT NULL AUTO_INCREMENT,
  name VARCHAR(200) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE INDEX ticket_history_type_name (name)
);
CREATE TABLE ticket_history (
  id BIGINT NOT NULL AUTO_INCREMENT,
  name VARCHAR(200) NOT NULL,
  history_type_id SMALLINT NOT NULL,
  ticket_id BIGINT NOT NULL,
  article_id BIGINT NULL,
  type_id SMALLINT NOT NULL,
  queue_id INTEGER NOT NULL,
  owner_id INTEGER NOT NULL,
  priority_id SMALLINT NOT NULL,
  state_id SMALLINT NOT NULL,
  create_time DATETIME NOT NULL,
  create_by INTEGER NOT NULL,
  PRIMARY KEY (id),
  INDEX ticket_history_article_id (article_id),
  INDEX ticket_history_create_time (create_time),
  INDEX ticket_history_history_type_id (history_type_id),
  INDEX ticket_history_state_id (state_id),
  INDEX ticket_history_ticket_id (ticket_id)
);
CREATE TABLE article_sender_type (
  id SMALLINT NOT NULL AUTO_INCREMENT,
  name VARCHAR(200) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE INDEX article_sender_type_name (name)
);
CREATE TABLE article (
  id BIGINT NOT NULL AUTO_INCREMENT,
  ticket_id BIGINT NOT NULL,
  article_sender_type_id SMALLINT NOT NULL,
  is_visible_for_customer SMALLINT NOT NULL,
  create_time DATETIME NOT NULL,
  create_by INTEGER NOT NULL,
  PRIMARY KEY (id),
  INDEX article_article_sender_type_id (article_sender_type_id),
  INDEX article_ticket_id (ticket_id)
);
CREATE TABLE article_data_mime (
  id BIGINT NOT NULL AUTO_INCREMENT,
  article_id BIGINT NOT NULL,
  a_from MEDIUMTEXT NULL,
  a_body MEDIUMTEXT NULL,
  PRIMARY KEY (id)
);
