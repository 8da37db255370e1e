-- What the adapter "znuny" reads of Znuny 7 on PostgreSQL: types, keys and
-- defaults as its installer makes them, and some columns that must stay unread.
CREATE TABLE queue (
  id serial NOT NULL,
  name VARCHAR(200) NOT NULL,
  group_id INTEGER NOT NULL,
  comments VARCHAR(250) NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX queue_name ON queue (name);
CREATE TABLE ticket_type (
  id serial NOT NULL,
  name VARCHAR(200) NOT NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX ticket_type_name ON ticket_type (name);
CREATE TABLE ticket_state_type (
  id serial NOT NULL,
  name VARCHAR(200) NOT NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX ticket_state_type_name ON ticket_state_type (name);
CREATE TABLE ticket_state (
  id serial NOT NULL,
  name VARCHAR(200) NOT NULL,
  type_id SMALLINT NOT NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX ticket_state_name ON ticket_state (name);
CREATE TABLE ticket (
  id bigserial NOT NULL,
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
  create_time timestamp(0) NOT NULL,
  create_by INTEGER NOT NULL,
  change_time timestamp(0) NOT NULL,
  change_by INTEGER NOT NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX ticket_tn ON ticket (tn);
CREATE INDEX ticket_create_time ON ticket (create_time);
CREATE INDEX ticket_escalation_solution_time ON ticket (escalation_solution_time);
CREATE INDEX ticket_queue_id ON ticket (queue_id);
CREATE INDEX ticket_ticket_state_id ON ticket (ticket_state_id);
CREATE INDEX ticket_type_id ON ticket (type_id);
CREATE TABLE ticket_history_type (
  id serial NOT NULL,
  name VARCHAR(200) NOT NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX ticket_history_type_name ON ticket_history_type (name);
CREATE TABLE ticket_history (
  id bigserial NOT NULL,
  name VARCHAR(200) NOT NULL,
  history_type_id SMALLINT NOT NULL,
  ticket_id BIGINT NOT NULL,
  article_id BIGINT NULL,
  type_id SMALLINT NOT NULL,
  queue_id INTEGER NOT NULL,
  owner_id INTEGER NOT NULL,
  priority_id SMALLINT NOT NULL,
  state_id SMALLINT NOT NULL,
  create_time timestamp(0) NOT NULL,
  create_by INTEGER NOT NULL,
  PRIMARY KEY (id)
);
CREATE INDEX ticket_history_article_id ON ticket_history (article_id);
CREATE INDEX ticket_history_create_time ON ticket_history (create_time);
CREATE INDEX ticket_history_history_type_id ON ticket_history (history_type_id);
CREATE INDEX ticket_history_state_id ON ticket_history (state_id);
CREATE INDEX ticket_history_ticket_id ON ticket_history (ticket_id);
CREATE TABLE article_sender_type (
  id serial NOT NULL,
  name VARCHAR(200) NOT NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX article_sender_type_name ON article_sender_type (name);
CREATE TABLE article (
  id bigserial NOT NULL,
  ticket_id BIGINT NOT NULL,
  article_sender_type_id SMALLINT NOT NULL,
  is_visible_for_customer SMALLINT NOT NULL,
  create_time timestamp(0) NOT NULL,
  create_by INTEGER NOT NULL,
  PRIMARY KEY (id)
);
CREATE INDEX article_article_sender_type_id ON article (article_sender_type_id);
CREATE INDEX article_ticket_id ON article (ticket_id);
CREATE TABLE article_data_mime (
  id bigserial NOT NULL,
  article_id BIGINT NOT NULL,
  a_from VARCHAR NULL,
  a_body VARCHAR NULL,
  PRIMARY KEY (id)
);
