-- What the adapter "zammad" reads of Zammad: types, keys and defaults as its
-- migrations make them, and some columns that must stay unread.
CREATE TABLE groups (
  id serial PRIMARY KEY,
  name varchar(160) NOT NULL,
  note varchar(250)
);
CREATE UNIQUE INDEX index_groups_on_name ON groups (name);

CREATE TABLE ticket_state_types (
  id serial PRIMARY KEY,
  name varchar(250) NOT NULL
);
CREATE UNIQUE INDEX index_ticket_state_types_on_name ON ticket_state_types (name);

CREATE TABLE ticket_states (
  id serial PRIMARY KEY,
  state_type_id integer NOT NULL,
  name varchar(250) NOT NULL,
  ignore_escalation boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX index_ticket_states_on_name ON ticket_states (name);

CREATE TABLE tickets (
  id serial PRIMARY KEY,
  group_id integer NOT NULL,
  priority_id integer NOT NULL,
  state_id integer NOT NULL,
  number varchar(60) NOT NULL,
  title varchar(250) NOT NULL,
  owner_id integer NOT NULL,
  customer_id integer NOT NULL,
  note varchar(250),
  first_response_at timestamp(3),
  close_at timestamp(3),
  close_escalation_at timestamp(3),
  close_in_min integer,
  close_diff_in_min integer,
  last_contact_at timestamp(3),
  article_count integer,
  pending_time timestamp(3),
  type varchar(100),
  updated_by_id integer NOT NULL,
  created_by_id integer NOT NULL,
  created_at timestamp(3) NOT NULL,
  updated_at timestamp(3) NOT NULL
);
CREATE UNIQUE INDEX index_tickets_on_number ON tickets (number);
CREATE INDEX index_tickets_on_state_id ON tickets (state_id);
CREATE INDEX index_tickets_on_group_id ON tickets (group_id);
CREATE INDEX index_tickets_on_owner_id ON tickets (owner_id);
CREATE INDEX index_tickets_on_created_at ON tickets (created_at);
CREATE INDEX index_tickets_on_updated_at ON tickets (updated_at);
CREATE INDEX index_tickets_on_close_at ON tickets (close_at);

CREATE TABLE ticket_articles (
  id serial PRIMARY KEY,
  ticket_id integer NOT NULL,
  body text NOT NULL,
  internal boolean NOT NULL DEFAULT false
);

CREATE TABLE history_types (
  id serial PRIMARY KEY,
  name varchar(250) NOT NULL
);
CREATE UNIQUE INDEX index_history_types_on_name ON history_types (name);

CREATE TABLE history_objects (
  id serial PRIMARY KEY,
  name varchar(250) NOT NULL,
  note varchar(250)
);
CREATE UNIQUE INDEX index_history_objects_on_name ON history_objects (name);

CREATE TABLE history_attributes (
  id serial PRIMARY KEY,
  name varchar(250) NOT NULL
);
CREATE UNIQUE INDEX index_history_attributes_on_name ON history_attributes (name);

CREATE TABLE histories (
  id serial PRIMARY KEY,
  history_type_id integer NOT NULL,
  history_object_id integer NOT NULL,
  history_attribute_id integer,
  o_id integer NOT NULL,
  related_o_id integer,
  id_to integer,
  id_from integer,
  value_from varchar(500),
  value_to varchar(500),
  created_by_id integer NOT NULL,
  created_at timestamp(3) NOT NULL,
  updated_at timestamp(3) NOT NULL
);
CREATE INDEX index_histories_on_o_id ON histories (o_id);
CREATE INDEX index_histories_on_created_by_id ON histories (created_by_id);
CREATE INDEX index_histories_on_created_at ON histories (created_at);
CREATE INDEX index_histories_on_history_object_id ON histories (history_object_id);
CREATE INDEX index_histories_on_history_type_id ON histories (history_type_id);
