-- What the adapter "redmine" reads of Redmine 5 on PostgreSQL: types, keys and
-- defaults as its migrations make them, and some columns that must stay unread.
CREATE TABLE projects (
  id serial PRIMARY KEY,
  name varchar NOT NULL DEFAULT '',
  description text,
  parent_id integer,
  identifier varchar,
  status integer NOT NULL DEFAULT 1
);

CREATE TABLE trackers (
  id serial PRIMARY KEY,
  name varchar(30) NOT NULL DEFAULT ''
);

CREATE TABLE issue_statuses (
  id serial PRIMARY KEY,
  name varchar(30) NOT NULL DEFAULT '',
  is_closed boolean NOT NULL DEFAULT false
);

CREATE TABLE issues (
  id serial PRIMARY KEY,
  tracker_id integer NOT NULL,
  project_id integer NOT NULL,
  subject varchar(255) NOT NULL DEFAULT '',
  description text,
  due_date date,
  status_id integer NOT NULL,
  assigned_to_id integer,
  author_id integer NOT NULL,
  lock_version integer NOT NULL DEFAULT 0,
  created_on timestamp without time zone,
  updated_on timestamp without time zone,
  is_private boolean NOT NULL DEFAULT false,
  closed_on timestamp without time zone
);
CREATE INDEX issues_project_id ON issues (project_id);
CREATE INDEX index_issues_on_status_id ON issues (status_id);
CREATE INDEX index_issues_on_tracker_id ON issues (tracker_id);
CREATE INDEX index_issues_on_assigned_to_id ON issues (assigned_to_id);
CREATE INDEX index_issues_on_author_id ON issues (author_id);
CREATE INDEX index_issues_on_created_on ON issues (created_on);

CREATE TABLE journals (
  id serial PRIMARY KEY,
  journalized_id integer NOT NULL DEFAULT 0,
  journalized_type varchar(30) NOT NULL DEFAULT '',
  user_id integer NOT NULL DEFAULT 0,
  notes text,
  created_on timestamp without time zone NOT NULL,
  private_notes boolean NOT NULL DEFAULT false
);
CREATE INDEX journals_journalized_id ON journals (journalized_id, journalized_type);
CREATE INDEX index_journals_on_user_id ON journals (user_id);
CREATE INDEX index_journals_on_journalized_id ON journals (journalized_id);
CREATE INDEX index_journals_on_created_on ON journals (created_on);

CREATE TABLE journal_details (
  id serial PRIMARY KEY,
  journal_id integer NOT NULL DEFAULT 0,
  property varchar(30) NOT NULL DEFAULT '',
  prop_key varchar(30) NOT NULL DEFAULT '',
  old_value text,
  value text
);
CREATE INDEX journal_details_journal_id ON journal_details (journal_id);

CREATE TABLE users (
  id serial PRIMARY KEY,
  login varchar(255) NOT NULL DEFAULT '',
  lastname varchar NOT NULL DEFAULT ''
);
